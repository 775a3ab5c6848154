import type { HubResults } from '@esplanade/hub'
import { moment } from '../figures.ts'
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
    ]),
  ]
}

const COLUMNS = [
  { title: 'metric' },
  { title: 'arm' },
  { title: 'against' },
  { title: 'difference', align: 'right' as const },
  { title: '95 % interval', align: 'right' as const },
  { title: 'verdict' },
]

function row({ metric, arm, against, figures, call }: Comparison): string[] {
  const interval = figures?.interval
  return [
    metric,
    arm,
    against,
    figures === undefined ? '-' : signed(figures.difference),
    interval === undefined ? '-' : interval.map(signed).join(' to '),
    call.verdict,
  ]
}

const signed = (value: number) => `${value < 0 ? '-' : '+'}${Math.abs(value).toPrecision(3)}`
