import { type Instant, isoInstant } from '../../schema/index.ts'
import type { Verdict } from '../data/verdict.ts'
import { type CardTree, treeMarkdown } from './card-tree.ts'

/**
 * What a person has to know before trusting a score: what it was trained on, how well it did, and what
 * speaks against it. Plain data; the same data and seed give the same bytes. After Mitchell et al.,
 * "Model Cards for Model Reporting" (2019).
 */
export interface ModelCard {
  readonly score: string
  readonly kind: string
  readonly trainedAt: Instant
  readonly seed: number
  /** From the first event that is known to the last instant that a label could see. */
  readonly data: { readonly from: Instant | null; readonly until: Instant }
  /** Contacts trained on. */
  readonly contacts: number
  readonly features: readonly string[]
  readonly verdict: Verdict
  /** By name, in the order in which they are told; null where a figure could not be had. */
  readonly metrics: Readonly<Record<string, number | null>>
  readonly warnings: readonly string[]
  /** What the kind has to say beside: profiles of clusters, calibration, importance. */
  readonly tables: readonly CardTable[]
  /** Of clusters that were cut from a tree. */
  readonly tree?: CardTree
}

export interface CardTable {
  readonly title: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (string | number | null)[])[]
}

/** A card as a page of Markdown. */
export function cardMarkdown(card: ModelCard, { version, role }: { version: number; role: string }): string {
  const { score, kind, data, verdict } = card
  const from = card.data.from === null ? 'no event' : isoInstant(data.from as Instant)
  return [
    `# ${score}, version ${version} (${role})`,
    '',
    verdict.enough ? 'The data carry this model.' : `**${sentence(verdict.reason)}**`,
    '',
    ...markdownTable({
      title: '',
      columns: ['', ''],
      rows: [
        ['kind', kind],
        ['trained at', isoInstant(card.trainedAt)],
        ['data', `${from} to ${isoInstant(data.until)}`],
        ['contacts', card.contacts],
        ['seed', card.seed],
        ['features', card.features.join(', ')],
      ],
    }),
    ...(card.warnings.length > 0
      ? ['## Warnings', '', ...card.warnings.map(warning => `- ${sentence(warning)}`), '']
      : []),
    ...(Object.keys(card.metrics).length > 0
      ? [
          '## Figures',
          '',
          ...markdownTable({ title: '', columns: ['figure', 'value'], rows: Object.entries(card.metrics) }),
        ]
      : []),
    ...card.tables.flatMap(table => [`## ${table.title}`, '', ...markdownTable(table)]),
    ...(card.tree ? treeMarkdown(card.tree) : []),
  ].join('\n')
}

function markdownTable({ columns, rows }: CardTable): string[] {
  const line = (cells: readonly (string | number | null)[]) => `| ${cells.map(cellText).join(' | ')} |`
  return [line(columns), `|${columns.map(() => '---').join('|')}|`, ...rows.map(line), '']
}

/** A cell in which no value ends the cell or the line. */
function cellText(value: string | number | null): string {
  if (value === null) return ''
  const text = typeof value === 'number' ? String(Number(value.toPrecision(6))) : value
  return text.replaceAll('\\', '\\\\').replaceAll('|', '\\|').replaceAll(/\s+/g, ' ')
}

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.$/, '')}.`
