import { resolve } from 'node:path'
import type { TableChunk, TableReject } from '@esplanade/core/store'
import type { z } from 'zod'
import type { HubContext } from '../context.ts'
import type { importMappingSchema } from '../request.ts'
import type { ImportResult } from '../result.ts'
import { recordRun } from '../run-record.ts'
import { contactRows } from './contact-rows.ts'
import { eventRows } from './event-rows.ts'
import { mappingKey, mappingProblem } from './mapping-problem.ts'

export type CheckedMapping = z.output<typeof importMappingSchema>

/** Reads a chunk without the store, and gives what stores it: the next chunk is read meanwhile. */
export type RowImport = (chunk: TableChunk) => Promise<() => Promise<ImportedChunk>>

/** One chunk stored: what is new, what was known before, and the rows that were left out. */
interface ImportedChunk {
  readonly contacts: number
  readonly events: number
  readonly duplicates: number
  readonly rejects: readonly TableReject[]
}

/** Rejects that a result shows, the first of the file; all are counted. */
const SHOWN_REJECTS = 100

/**
 * Reads a file into contacts or events, chunk by chunk. A malformed row is rejected with its line
 * and reason and the rest goes on. The same file imported again under the same source adds nothing.
 * Throws `RequestError` when the mapping names columns, attributes or types that are not there, or says
 * what only the other kind of file has.
 */
export async function importFile(
  hub: HubContext,
  { kind, file, mapping }: { kind: 'contacts' | 'events'; file: string; mapping: CheckedMapping },
  signal: AbortSignal,
): Promise<ImportResult> {
  requireKind(kind, mapping)
  const readRows = kind === 'contacts' ? contactRows(hub, mapping) : eventRows(hub, mapping)
  const task = `import ${kind}`
  return recordRun(hub, { kind: 'import', connection: null, signal }, async run => {
    const total = { rows: 0, contacts: 0, events: 0, duplicates: 0, rejectedRows: 0 }
    let rejects: TableReject[] = []
    const reject = (more: readonly TableReject[]) => {
      total.rejectedRows += more.length
      // The reader tells of all its rejects first, so only sorting brings the first of the file to the front.
      rejects = [...rejects, ...more].toSorted((a, b) => a.line - b.line).slice(0, SHOWN_REJECTS)
    }
    let storing: Promise<void> = Promise.resolve()
    const settle = (chunk: TableChunk, stored: ImportedChunk) => {
      total.rows += chunk.lines.length + chunk.rejects.length
      total.contacts += stored.contacts
      total.events += stored.events
      total.duplicates += stored.duplicates
      reject(chunk.rejects)
      reject(stored.rejects)
      hub.report({ kind: 'progress', task, done: total.rows, total: null })
    }
    try {
      let first = true
      for await (const chunk of hub.config.store.tables.readTable(resolve(hub.folder, file))) {
        if (first) requireColumns(columnsOf(mapping), chunk.names, file)
        first = false
        // The store works on one chunk while the next is read: neither waits for the other.
        const [store] = await Promise.all([readRows(chunk), storing])
        signal.throwIfAborted()
        storing = store().then(stored => settle(chunk, stored))
        // It is awaited above and below; until then a failure must not count as nobody's.
        storing.catch(() => undefined)
      }
    } finally {
      await storing
    }
    for (const [name, by] of Object.entries(total)) run.count(name, by)
    hub.report({
      kind: 'done',
      task,
      text: `${total.rows.toLocaleString('en')} ${total.rows === 1 ? 'row' : 'rows'}`,
    })
    return { ...total, rejects }
  })
}

const KEYS_OF_ONE_KIND = {
  contacts: ['attributes', 'changedAt', 'consent'],
  events: ['type', 'at', 'id', 'properties'],
} as const

/** What would be ignored is refused: it tells of a mistake that nobody would see otherwise. */
function requireKind(kind: 'contacts' | 'events', mapping: CheckedMapping): void {
  const other = kind === 'contacts' ? 'events' : 'contacts'
  const problems = KEYS_OF_ONE_KIND[other]
    .filter(key => mapping[key] !== undefined)
    .map(key => `${mappingKey(key)} is for ${other}, and these rows are ${kind}.`)
  if (problems.length > 0) throw mappingProblem(problems)
}

/** Every column that a mapping names, with the key that names it. */
function columnsOf(mapping: CheckedMapping): [key: string, column: string][] {
  const { identities, attributes, changedAt, consent, type, at, id, properties } = mapping
  return [
    ...Object.entries(identities).flatMap(([kind, column]): [string, string][] =>
      column === undefined ? [] : [[`identities.${kind}`, column]],
    ),
    ...Object.entries(attributes ?? {}).map(([name, column]): [string, string] => [
      `attributes.${name}`,
      column,
    ]),
    ...Object.entries(properties ?? {}).map(([name, column]): [string, string] => [
      `properties.${name}`,
      column,
    ]),
    ...(id ?? []).map((column): [string, string] => ['id', column]),
    ...[
      ['changedAt', changedAt],
      ['consent.column', consent?.column],
      ['consent.at', consent?.at],
      ['type.column', typeof type === 'object' ? type.column : undefined],
      ['at', at],
    ].filter((entry): entry is [string, string] => entry[1] !== undefined),
  ]
}

function requireColumns(wanted: readonly [string, string][], names: readonly string[], file: string): void {
  const problems = wanted
    .filter(([, column]) => !names.includes(column))
    .map(
      ([key, column]) =>
        `${mappingKey(key)}: "${file}" has no column "${column}"; it has ${names.join(', ')}.`,
    )
  if (problems.length > 0) throw mappingProblem(problems)
}
