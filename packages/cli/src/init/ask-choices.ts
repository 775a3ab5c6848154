import { intro, isCancel, multiselect, text } from '@clack/prompts'
import { isTimeZone } from '@esplanade/core/schema'
import { interrupted } from '../interruption.ts'
import { VENDOR_NAMES, VENDORS, type VendorName } from './vendor.ts'

export interface Choices {
  readonly connectors: readonly VendorName[]
  readonly currency: string
  readonly timeZone: string
}

/** Asks on the terminal, with what the flags said as a start. Throws when the user gives up. */
export async function askChoices(start: Choices): Promise<Choices> {
  intro('A new hub in this folder')
  const connectors = answered(
    await multiselect({
      message: 'Which vendors do you use? (space selects, enter goes on)',
      options: VENDOR_NAMES.map(name => ({ value: name, label: VENDORS[name].title })),
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
  return Intl.supportedValuesOf('currency').includes(code)
}

function answered<Value>(value: Value): Exclude<Value, symbol> {
  if (isCancel(value)) throw interrupted()
  return value as Exclude<Value, symbol>
}
