import { intro, isCancel, multiselect, text } from '@clack/prompts'
import { fractionDigits, isTimeZone } from '@esplanade/core/schema'
import { interrupted } from '../interruption.ts'
import { PROVIDER_NAMES, PROVIDERS, type ProviderName } from './provider.ts'

export interface Choices {
  readonly connectors: readonly ProviderName[]
  readonly currency: string
  readonly timeZone: string
}

/** Asks on the terminal, with what the flags said as a start. Throws when the user gives up. */
export async function askChoices(start: Choices): Promise<Choices> {
  intro('A new hub in this folder')
  const connectors = answered(
    await multiselect({
      message: 'Which providers do you use? (space selects, enter goes on)',
      options: PROVIDER_NAMES.map(name => ({ value: name, label: PROVIDERS[name].title })),
      initialValues: [...start.connectors],
      required: true,
    }),
  )
  const currency = answered(
    await text({
      message: 'The currency that you report money in',
      initialValue: start.currency,
      validate: value => (isCurrency(value ?? '') ? undefined : 'An ISO 4217 code, such as EUR.'),
    }),
  )
  const timeZone = answered(
    await text({
      message: 'The time zone that "today" means',
      initialValue: start.timeZone,
      validate: value => (isTimeZone(value ?? '') ? undefined : 'An IANA zone, such as Europe/Berlin.'),
    }),
  )
  return { connectors, currency, timeZone }
}

export function isCurrency(code: string): boolean {
  return fractionDigits(code) !== undefined
}

function answered<Value>(value: Value): Exclude<Value, symbol> {
  if (isCancel(value)) throw interrupted()
  return value as Exclude<Value, symbol>
}
