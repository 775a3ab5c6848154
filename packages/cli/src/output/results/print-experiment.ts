import type { HubResults } from '@esplanade/hub'
import { moment, percent } from '../figures.ts'
import { type Paint, plainText } from '../paint.ts'
import { table } from '../table.ts'

type Report = HubResults['experiments-report']
type Comparison = Report['segments'][number]['comparisons'][number]

/** Every arm against the control, segment by segment: averages over segments would hide who it works for. */
export function printExperiment(report: Report, paint: Paint): string[] {
  return [
    `${paint('bold', report.experiment)} from ${moment(report.from)} UTC, look ${report.look}.`,
    ...report.segments.flatMap(({ segment, sampleRatio, comparisons }) => [
      '',
      `${paint('bold', segment)}${sampleRatio.asPlanned ? '' : `  ${paint('red', 'the arms do not have the sizes planned')}`}`,
      ...table(COLUMNS, comparisons.map(row)),
      ...comparisons.map(({ metric, arm, call }) => `${metric}, ${arm}: ${plainText(call.reason)}`),
      ...comparisons.flatMap(bootstrapLine),
    ]),
  ]
}

const right = 'right' as const
const COLUMNS = [
  { title: 'metric' },
  { title: 'arm' },
  { title: 'its value', align: right },
  { title: 'against' },
  { title: 'its value', align: right },
  { title: 'difference', align: right },
  { title: 'interval', align: right },
  { title: 'verdict' },
]

function row({ metric, arm, against, figures, call }: Comparison): string[] {
  const [own, other] = valuesOf(figures)
  const interval = figures?.interval
  return [
    metric,
    arm,
    own,
    against,
    other,
    figures === undefined ? '-' : signed(figures.difference),
    interval === undefined ? '-' : interval.map(signed).join(' to '),
    call.verdict,
  ]
}

/** Rates with their intervals, amounts as means of all contacts. */
function valuesOf(figures: Comparison['figures']): readonly [own: string, other: string] {
  if (figures === undefined) return ['-', '-']
  if (figures.kind === 'amount') {
    const [own, other] = figures.means
    return [own.toPrecision(3), other.toPrecision(3)]
  }
  const { rates, intervals } = figures
  const told = (arm: 0 | 1) => `${percent(rates[arm])} (${intervals[arm].map(percent).join(' to ')})`
  return [told(0), told(1)]
}

/** What drawing contacts again says of amounts, beside the interval that takes them for well-behaved. */
const bootstrapLine = ({ metric, arm, figures }: Comparison): string[] =>
  figures?.kind === 'amount'
    ? [`${metric}, ${arm}: by bootstrap ${figures.bootstrap.map(signed).join(' to ')}`]
    : []

const signed = (value: number) => `${value < 0 ? '-' : '+'}${Math.abs(value).toPrecision(3)}`
