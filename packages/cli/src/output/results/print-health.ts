import type { HubResults } from '@esplanade/hub'
import { count, moment } from '../figures.ts'
import { type Paint, plainText } from '../paint.ts'
import { table } from '../table.ts'

type Health = NonNullable<HubResults['scores-report']['health']>

/** What the last scoring found of a model: alarms, and band by band whether its chances came true. */
export function printHealth({ checkedAt, calibration, alarms }: Health, paint: Paint): string[] {
  const head = `${paint('bold', 'Since training')}, looked at ${moment(checkedAt)} UTC`
  const told = alarms.length === 0 ? ['Nothing speaks for training it again.'] : alarms.map(plainText)
  if (calibration === null || calibration.bands.length === 0)
    return [head, ...told, ...(calibration === null ? [] : [`Chances: ${plainText(calibration.reason)}`])]
  const { bands, snapshot, until } = calibration
  const columns = [
    { title: 'band' },
    { title: 'contacts', align: 'right' as const },
    { title: 'foreseen', align: 'right' as const },
    { title: 'happened', align: 'right' as const },
    { title: 'interval', align: 'right' as const },
    { title: '' },
  ]
  const rows = bands.map(({ contacts, foreseen, happened, interval, off }, band) => [
    String(band + 1),
    count(contacts),
    percent(foreseen),
    percent(happened),
    interval.map(percent).join(' to '),
    off ? 'off' : '',
  ])
  const span = `Chances of ${moment(snapshot)}, and what happened until ${moment(until)}, most likely first:`
  return [head, ...told, '', span, ...table(columns, rows)]
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
