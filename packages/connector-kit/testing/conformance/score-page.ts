import type { Connector } from '../../src/connector.ts'
import type { LimitPolicy } from '../../src/limit.ts'
import type { Guarantee, Score } from './score.ts'

/** A connector's page in docs/connectors: what it is, what it can, and what the suite holds it to. */
export function scorePage(connector: Connector, limits: readonly LimitPolicy[], score: Score): string {
  const { title, docs, streams, operations } = connector
  const asserted = score.kept + score.broken
  return [
    `# ${title}`,
    '',
    '<!-- Made from the connector itself by a test of test/tidy; renew it there with `vitest run -u`. -->',
    '',
    `The suite holds this connector to ${asserted} of its ${score.guarantees.length} guarantees; \`esplanade connectors score ${connector.name}\``,
    `plays them. The vendor's own pages: <${docs}>.`,
    '',
    '## What it can',
    '',
    ...table(
      ['capability', '', ''],
      score.capabilities.map(({ name, means, absentBecause }) => [
        `\`${name}\``,
        absentBecause === null ? 'yes' : 'no',
        absentBecause === null ? `${means}.` : absentBecause,
      ]),
    ),
    '',
    `It pulls ${list(streams.map(({ name }) => `\`${name}\``))}.`,
    '',
    '## What it writes',
    '',
    ...table(
      ['operation', 'request', 'rows a request', 'bytes', 'repeated after a lost answer'],
      Object.entries(operations).map(([name, operation]) => [
        `\`${name}\``,
        `\`${operation.route}\``,
        figure(operation.maxRows),
        operation.maxBytes === undefined ? '' : figure(operation.maxBytes),
        operation.idempotent ? 'yes' : 'no: in doubt',
      ]),
    ),
    '',
    '## Limits it keeps',
    '',
    ...table(
      ['limit', 'calls', 'holds for', 'source'],
      limits.map(limit => [limit.name, callsOf(limit), routesOf(limit), limit.source]),
    ),
    '',
    '## Guarantees',
    '',
    ...guaranteeLines(score.guarantees),
    '',
  ].join('\n')
}

function guaranteeLines(guarantees: readonly Guarantee[]): string[] {
  const parts = Map.groupBy(guarantees, ({ name }) => name.split(':')[0] ?? '')
  return [...parts]
    .flatMap(([part, ofPart]) => [
      `**${part}**`,
      '',
      ...ofPart.map(guarantee => {
        const what = guarantee.name.slice(part.length + 2)
        if (guarantee.result === 'left-out') return `- ${what} · *left out: ${guarantee.reason}*`
        return guarantee.result === 'kept' ? `- ${what}` : `- ${what} · **broken**`
      }),
      '',
    ])
    .slice(0, -1)
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return ['None.']
  const line = (cells: readonly string[]) =>
    `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)]
}

function callsOf(limit: LimitPolicy): string {
  if (limit.kind === 'concurrency') return `${figure(limit.calls)} at once`
  const { calls, perMs } = limit
  const length = perMs % 86_400_000 === 0 ? span(perMs / 86_400_000, 'day') : span(perMs / 1_000, 'second')
  return `${figure(calls)} a ${length}`
}

const span = (count: number, unit: string): string => (count === 1 ? unit : `${figure(count)} ${unit}s`)

function routesOf(limit: LimitPolicy): string {
  if (!limit.routes) return 'every call'
  const each = limit.kind === 'rate' && limit.each ? 'each of ' : ''
  return each + (limit.routes.length === 1 ? `\`${limit.routes[0]}\`` : `${limit.routes.length} routes`)
}

const figure = (value: number): string => value.toString().replaceAll(/\B(?=(\d{3})+(?!\d))/g, ',')
const list = (words: readonly string[]): string => words.join(', ')
