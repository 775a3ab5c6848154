import type { HubResults } from '@esplanade/hub'
import { plainText } from '../paint.ts'
import { table } from '../table.ts'

/** Reasons that are printed; `--json` has them all. */
const MOST_REASONS = 10

/** The chance, and feature by feature what raised or lowered it. */
export function printScoreReasons({ score, contact, reasons }: HubResults['scores-explain']): string[] {
  if (reasons === null)
    return [`${score} says nothing of contact ${contact}, who is not among those asked about.`]
  const percent = `${(100 * reasons.chance).toFixed(1)} %`
  const head = `${score} of contact ${contact}: ${percent}`
  if (reasons.reasons.length === 0) return [`${head}, which is everybody's rate: no feature had a say.`]
  const columns = [{ title: 'feature' }, { title: 'value', align: 'right' as const }, { title: 'effect' }]
  const rows = reasons.reasons
    .slice(0, MOST_REASONS)
    .map(({ feature, value, amount, effect }) => [
      plainText(feature),
      value === null ? 'none' : figure(value),
      `${effect} it by ${figure(Math.abs(amount))}`,
    ])
  return [head, '', ...table(columns, rows), '', `Effects are in ${reasons.scale}, before calibration.`]
}

const figure = (value: number) => String(Number(value.toPrecision(4)))
