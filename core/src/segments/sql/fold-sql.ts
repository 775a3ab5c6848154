import type { Fold } from '../lower/segment-plan.ts'
import type { Timeline } from '../plan.ts'
import type { Printing } from './tables.ts'
import { markedRowsSql } from './timeline-sql.ts'

/** Prints what a contact's rows of a timeline lead to: `contact` and `moment`. Undefined where nothing occurred. */
export function foldSql(fold: Fold, { sources }: Timeline, printing: Printing): string | undefined {
  const rows = markedRowsSql(sources, marksOf(fold), printing)
  if (rows === undefined) return undefined
  return fold.kind === 'nth' ? nthSql(fold, rows, printing) : sequenceSql(fold, rows, printing)
}

function marksOf(fold: Fold): number[] {
  if (fold.kind === 'nth') return [fold.mark]
  const marks = fold.steps.flatMap(({ mark, without }) => (without === null ? [mark] : [mark, without]))
  return [...new Set([...marks, ...(fold.absent ? [fold.absent.mark] : [])])]
}

function nthSql(
  { number, spanMs, latest }: Extract<Fold, { kind: 'nth' }>,
  rows: string,
  { dialect }: Printing,
): string {
  const found = latest ? 'max(ts)' : 'min(ts)'
  if (number === 1) return `select contact, ${found} as moment from (${rows}) group by contact`
  if (spanMs === null) {
    const moment = latest
      ? `case when count(*) >= ${number} then max(ts) end`
      : dialect.nthLeast('ts', number)
    return `select contact, ${moment} as moment from (${rows}) group by contact`
  }
  // Rows of one instant may stand in any order: they are equally far from each other.
  const oldest = dialect.before('ts', number - 1, '(partition by contact order by ts)')
  return `select contact, ${found} as moment from (select contact, ts, ${oldest} as oldest from (${rows}))
    where ts - oldest < ${dialect.number(spanMs)} group by contact`
}

/** Before every instant that there is. Source: ECMA-262, "Time Values and Time Range" (±8.64e15 ms). */
const NEVER = -9_000_000_000_000_000
const ORDER = 'partition by contact order by ts, place, event_id'

/**
 * Step by step: `r<i>` is the row's own time where it ends the steps up to `i`, and `p<i>` the latest
 * such time before a row. No earlier one could do better: the latest is the nearest to whatever comes
 * next, and has the least between. A row that parts two steps puts NEVER in its place.
 */
function sequenceSql(
  { steps, absent, asOf }: Extract<Fold, { kind: 'sequence' }>,
  rows: string,
  { dialect }: Printing,
): string {
  const earlier = `(${ORDER} rows between unbounded preceding and 1 preceding)`
  const later = `(${ORDER} rows between 1 following and unbounded following)`
  let reached = rows
  for (const [index, { mark, gapMs, without }] of steps.entries()) {
    if (index === 0) {
      reached = `select *, case when k${mark} then ts end as r0 from (${reached})`
      continue
    }
    const own = `r${index - 1}`
    const parted = without === null ? '' : ` when k${without} then ${dialect.number(NEVER)}`
    const ended = without === null ? own : `case when ${own} is not null then ts${parted} end`
    const before = `p${index}`
    const soon = gapMs === null ? '' : ` and ts - ${before} < ${dialect.number(gapMs)}`
    reached = `select *, case when k${mark} and ${before} > ${dialect.number(NEVER)}${soon} then ts end as r${index}
      from (select *, ${dialect.lastNotNull(ended, earlier)} as ${before} from (${reached}))`
  }
  const end = `r${steps.length - 1}`
  if (absent === null) return `select contact, max(${end}) as moment from (${reached}) group by contact`
  const forMs = dialect.number(absent.forMs)
  const follows = `min(case when k${absent.mark} then ts end) over ${later}`
  return `select contact, max(ts) as moment from (select contact, ts, ${end}, ${follows} as disturbed from (${reached}))
    where ${end} is not null and ${dialect.number(asOf)} - ts >= ${forMs}
      and (disturbed is null or disturbed - ts >= ${forMs}) group by contact`
}
