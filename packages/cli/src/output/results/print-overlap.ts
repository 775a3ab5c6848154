import type { HubResults } from '@esplanade/hub'
import { count, counted, moment, percent } from '../figures.ts'
import { type Paint, plainText } from '../paint.ts'
import { table } from '../table.ts'
import { violationLines } from './segment-checks.ts'

type Overlap = HubResults['segments-overlap']

/** Columns of a matrix that fit a page; beyond it only the pairs are listed. */
const MAX_MATRIX = 12
/** Pairs to list; the answer with `--json` has all. */
const MAX_PAIRS = 20

/** Shared contacts as a matrix, then the pairs that share most of each other, then who is in none. */
export function printOverlap(overlap: Overlap, paint: Paint): string[] {
  const { segments, nobodys } = overlap
  if (segments.length === 0) return ['No segment is defined; write one in the segments folder.']
  return [
    ...(segments.length > MAX_MATRIX ? [] : [...matrix(overlap), '']),
    ...pairs(overlap),
    `${counted(nobodys.contacts, 'contact')} of ${count(overlap.contacts)} in none of them${nobodys.samples.length > 0 ? ', such as' : '.'}`,
    ...nobodys.samples.map(each => `  contact ${each.contact}  ${each.identities.map(plainText).join(', ')}`),
    ...violationLines(overlap.violations, paint),
    `As of ${moment(overlap.asOf)} UTC.`,
  ]
}

function matrix({ segments, shared }: Overlap): string[] {
  const columns = segments.map(({ id }) => ({ title: id, align: 'right' as const }))
  const rows = segments.map(({ id }, i) => [id, ...segments.map((_, j) => count(shared[i]?.[j] ?? 0))])
  return table([{ title: 'contacts in both' }, ...columns], rows)
}

function pairs({ segments, shared, jaccard }: Overlap): string[] {
  const found = segments.flatMap((first, i) =>
    segments.slice(i + 1).map((second, offset) => {
      const j = i + 1 + offset
      return {
        first: first.id,
        second: second.id,
        both: shared[i]?.[j] ?? 0,
        likeness: jaccard[i]?.[j] ?? 0,
      }
    }),
  )
  const sharing = found.filter(({ both }) => both > 0).toSorted((a, b) => b.likeness - a.likeness)
  if (sharing.length === 0) return ['No two of them share a contact.', '']
  const rows = sharing
    .slice(0, MAX_PAIRS)
    .map(({ first, second, both, likeness }) => [`${first} and ${second}`, count(both), percent(likeness)])
  const titles = ['in both', 'of either'].map(title => ({ title, align: 'right' as const }))
  const rest = sharing.length - rows.length
  return [
    ...table([{ title: 'segments' }, ...titles], rows),
    ...(rest > 0 ? [`and ${counted(rest, 'pair')} more`] : []),
    '',
  ]
}

export function printPareto({ rows, total, within, asOf }: HubResults['segments-pareto']): string[] {
  const titles = ['members', 'engagement', 'share', 'segments', 'cumulative']
  return [
    ...table(
      [{ title: 'segment' }, ...titles.map(title => ({ title, align: 'right' as const }))],
      rows.map(row => [
        row.segment,
        count(row.members),
        count(row.engagement),
        percent(row.share),
        percent(row.segmentsShare),
        percent(row.cumulative),
      ]),
    ),
    '',
    `${counted(total, 'open or click', 'opens and clicks')} within ${within}, as of ${moment(asOf)} UTC; the last column counts everybody once.`,
  ]
}
