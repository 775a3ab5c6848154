import { createHash } from 'node:crypto'
import { writeEventId } from '@esplanade/core/identity'
import {
  type BatchId,
  type ConnectionId,
  convertValue,
  eventTypeSchema,
  parseInstant,
  type Value,
  type ValueType,
} from '@esplanade/core/schema'
import type { EventColumns, TableChunk, TableReject } from '@esplanade/core/store'
import { ConfigError } from '../config-error.ts'
import type { HubContext } from '../context.ts'
import type { CheckedMapping, ImportedChunk } from './import-file.ts'
import { rowPeople } from './row-people.ts'

/** Beyond this many rows an event needs a column that identifies it: telling repeats apart by content takes memory per row. */
const MAX_ROWS_WITHOUT_ID = 5_000_000

/** Stores the rows of a file as events. */
export function eventRows(
  hub: HubContext,
  mapping: CheckedMapping,
): (chunk: TableChunk) => Promise<ImportedChunk> {
  const { type, at } = mapping
  if (type === undefined || at === undefined) {
    throw new ConfigError([
      ...(type === undefined ? ['type: expected the type of the events, or the column that names it.'] : []),
      ...(at === undefined ? ['at: expected the column with the time of the events.'] : []),
    ])
  }
  if (typeof type === 'string' && !eventTypeSchema.safeParse(type).success)
    throw new ConfigError(['type: expected a snake_case name such as order_placed.'])
  const occurrences = new Map<string, number>()
  const source = mapping.source as ConnectionId
  return async chunk => {
    const column = (name: string) => chunk.columns[chunk.names.indexOf(name)] ?? []
    const times = column(at)
    const types = typeof type === 'string' ? undefined : column(type.column)
    const ids = mapping.id?.map(column)
    const properties = propertyColumns(hub, mapping, column)
    const rejects: TableReject[] = []
    const readTime = memoised(parseInstant)

    return hub.store.atomically(async () => {
      const people = await rowPeople(hub.store.state, chunk, mapping)
      const builders = new Map<string, EventBuilder>()
      const hash = createHash('sha256').update(`${source}\u0000`)
      for (let row = 0; row < chunk.lines.length; row++) {
        const line = chunk.lines[row] as number
        const who = people.who[row]
        const time = times[row] == null ? undefined : readTime(times[row] as string)
        const name = types === undefined ? (type as string) : (types[row] ?? '')
        const reason =
          who === undefined
            ? people.reason(row)
            : time === undefined
              ? `${at} is no time such as 2026-01-31T09:00:00Z`
              : types !== undefined && !eventTypeSchema.safeParse(name).success
                ? 'the event type is no snake_case name'
                : undefined
        const json = reason === undefined ? propertiesOf(properties, row) : undefined
        if (
          reason !== undefined ||
          json === undefined ||
          'wrong' in json ||
          who === undefined ||
          time === undefined
        ) {
          rejects.push({
            line,
            reason: reason ?? (json !== undefined && 'wrong' in json ? json.wrong : 'unreadable'),
          })
          continue
        }
        const content =
          ids === undefined
            ? `${time}\u0000${who.identityNo}\u0000${json.text}`
            : ids.map(values => values[row] ?? '').join('\u0000')
        const sourceId =
          ids === undefined
            ? `${content}\u0000${nextOccurrence(occurrences, `${name}\u0000${content}`)}`
            : content
        hash.update(sourceId)
        let builder = builders.get(name)
        if (builder === undefined)
          builders.set(name, (builder = eventBuilder(name, source, chunk.lines.length)))
        builder.add(sourceId, who.contactNo, who.identityNo, time, json.text)
      }
      const report = await hub.store.facts.append({
        batch: hash.digest('hex').slice(0, 32) as BatchId,
        attributes: [],
        events: [...builders.values()].map(builder => builder.finish()),
      })
      const rows = chunk.lines.length - rejects.length
      return {
        contacts: 0,
        events: report.events,
        duplicates: report.repeated ? rows : report.duplicates,
        rejects,
      }
    })
  }
}

interface EventBuilder {
  add(sourceId: string, contactNo: number, identityNo: number, at: number, properties: string): void
  finish(): EventColumns
}

function eventBuilder(type: string, source: ConnectionId, capacity: number): EventBuilder {
  const eventId = new BigUint64Array(capacity)
  const contacts = new Uint32Array(capacity)
  const identities = new Uint32Array(capacity)
  const times = new Float64Array(capacity)
  const properties: string[] = []
  return {
    add(sourceId, contactNo, identityNo, at, json) {
      const row = properties.push(json) - 1
      writeEventId(eventId, row, source, type, sourceId)
      contacts[row] = contactNo
      identities[row] = identityNo
      times[row] = at
    },
    finish: () => {
      const size = properties.length
      return {
        type,
        source,
        eventId: eventId.subarray(0, size),
        contactNo: contacts.subarray(0, size),
        identityNo: identities.subarray(0, size),
        at: times.subarray(0, size),
        properties,
      }
    },
  }
}

interface PropertyColumn {
  readonly name: string
  readonly column: string
  readonly type: ValueType
  readonly values: readonly (string | null)[]
  readonly convert: (text: string) => Value | null | undefined
}

/** A property that the catalog does not know is kept as text. */
function propertyColumns(
  hub: HubContext,
  mapping: CheckedMapping,
  column: (name: string) => readonly (string | null)[],
): PropertyColumn[] {
  const spec = typeof mapping.type === 'string' ? hub.config.catalog.events.get(mapping.type) : undefined
  return Object.entries(mapping.properties ?? {}).map(([name, from]) => {
    const type = spec?.properties.get(name) ?? 'text'
    return {
      name,
      column: from,
      type,
      values: column(from),
      convert: memoised(text => convertValue(text, type, hub.config.currency)),
    }
  })
}

function propertiesOf(columns: readonly PropertyColumn[], row: number): { text: string } | { wrong: string } {
  const found: Record<string, Value> = {}
  for (const { name, column, type, values, convert } of columns) {
    const text = values[row]
    if (text == null) continue
    const value = convert(text)
    if (value === undefined) return { wrong: `${column} is no ${type}` }
    if (value !== null) found[name] = value
  }
  return { text: JSON.stringify(found) }
}

/** A file's column repeats its values; each is converted once a chunk, up to a bound. */
const MAX_REMEMBERED = 20_000

function memoised<T>(convert: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>()
  return text => {
    const before = known.get(text)
    if (before !== undefined || known.has(text)) return before as T
    const value = convert(text)
    if (known.size < MAX_REMEMBERED) known.set(text, value)
    return value
  }
}

/** Which repetition of the same content this is: a file may hold two equal purchases, and both happened. */
function nextOccurrence(occurrences: Map<string, number>, content: string): number {
  if (occurrences.size >= MAX_ROWS_WITHOUT_ID) {
    throw new ConfigError([
      `id: the file has more than ${MAX_ROWS_WITHOUT_ID.toLocaleString('en')} rows; name the columns that identify an event.`,
    ])
  }
  const before = occurrences.get(content) ?? 0
  occurrences.set(content, before + 1)
  return before
}
