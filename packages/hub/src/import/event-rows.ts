import { createHash } from 'node:crypto'
import {
  type BatchId,
  type ConnectionId,
  eventTypeSchema,
  type Instant,
  parseInstant,
  type Value,
} from '@esplanade/core/schema'
import type { EventColumns, TableChunk, TableReject } from '@esplanade/core/store'
import type { HubContext } from '../context.ts'
import { ownAmounts } from '../ingest/foreign-amounts.ts'
import { type EventBuilder, eventBuilder } from './event-builder.ts'
import type { CheckedMapping, RowImport } from './import-file.ts'
import { inTurns } from './in-turns.ts'
import { mappingKey, mappingProblem } from './mapping-problem.ts'
import { memoised, propertiesOf, propertyColumns } from './property-values.ts'
import { type RowPeople, rowPeople } from './row-people.ts'

/** Beyond this many rows an event needs columns that identify it: telling repeats apart by content takes memory per row. */
const MAX_ROWS_WITHOUT_ID = 5_000_000

/** Reads and stores the rows of a file as events. Throws `RequestError` for a mapping that lacks what events need. */
export function eventRows(hub: HubContext, mapping: CheckedMapping): RowImport {
  const wanted = requireEventMapping(mapping)
  const source = mapping.source as ConnectionId
  const identify = identifier(mapping)
  return async chunk => {
    const people = await rowPeople(chunk, mapping, hub.store.state)
    const read = rowReader(hub, mapping, wanted, chunk, people)
    const builders = new Map<string, EventBuilder>()
    const rejects: TableReject[] = []
    const met = new Set<number>()
    await inTurns(chunk.lines.length, row => {
      const event = read(row)
      if ('reason' in event) {
        rejects.push({ line: chunk.lines[row] as number, reason: event.reason })
        return
      }
      let builder = builders.get(event.type)
      if (builder === undefined) {
        builder = eventBuilder(event.type, source, chunk.lines.length)
        builders.set(event.type, builder)
      }
      builder.add(identify(chunk, row, event, people), event.person, event.at, event.properties)
      met.add(event.person)
    })
    return () =>
      hub.store.atomically(async () => {
        const { known } = await people.resolve(hub.store.state, met)
        const events = [...builders.values()].map(builder => builder.finish(known))
        const report = await hub.store.facts.append({
          batch: batchOf(source, events),
          attributes: [],
          events,
          receivedAt: hub.clock.now(),
        })
        const given = chunk.lines.length - rejects.length
        return {
          contacts: 0,
          events: report.events,
          duplicates: report.repeated ? given : report.duplicates,
          rejects,
        }
      })
  }
}

/** The same rows at the same place of the same file are the same batch; an event told otherwise makes another. */
function batchOf(source: string, events: readonly EventColumns[]): BatchId {
  const hash = createHash('sha256').update(`events\u0000${source}\u0000`)
  for (const { type, eventId, contactNo, at, properties } of events) {
    hash.update(type).update(eventId).update(contactNo).update(at).update(properties.join('\n'))
  }
  return hash.digest('hex').slice(0, 32) as BatchId
}

interface RowEvent {
  readonly type: string
  /** Of the chunk's people. */
  readonly person: number
  readonly at: Instant
  /** JSON. */
  readonly properties: string
}

function requireEventMapping({ type, at }: CheckedMapping): {
  type: NonNullable<CheckedMapping['type']>
  at: string
} {
  if (type !== undefined && at !== undefined) {
    if (typeof type === 'object' || eventTypeSchema.safeParse(type).success) return { type, at }
    throw mappingProblem([`${mappingKey('type')}: expected a snake_case name such as order_placed.`])
  }
  throw mappingProblem([
    ...(type === undefined
      ? ['--type or --type-column: expected the type of the events, or the column that names it.']
      : []),
    ...(at === undefined ? [`${mappingKey('at')}: expected the column with the time of the events.`] : []),
  ])
}

/** Reads one row of a chunk as an event, or says why it is none. */
function rowReader(
  hub: HubContext,
  mapping: CheckedMapping,
  { type, at }: ReturnType<typeof requireEventMapping>,
  chunk: TableChunk,
  people: RowPeople,
): (row: number) => RowEvent | { readonly reason: string } {
  const column = (name: string) => chunk.columns[chunk.names.indexOf(name)] ?? []
  const times = column(at)
  const types = typeof type === 'object' ? column(type.column) : undefined
  const readTime = memoised(text => parseInstant(text.trim()))
  const isType = memoised(text => eventTypeSchema.safeParse(text).success)
  const propertiesFor = memoised(name => propertyColumns(hub, mapping, name, column))
  return row => {
    const person = people.personOf[row] as number
    if (person < 0) return { reason: people.reason(row) }
    const time = readTime(times[row] ?? '')
    if (time === undefined) return { reason: `${at} is no time such as 2026-01-31T09:00:00Z` }
    const name = types === undefined ? (type as string) : (types[row] ?? '')
    if (types !== undefined && !isType(name)) return { reason: 'the event type is no snake_case name' }
    const own = (told: Readonly<Record<string, Value>>) => ownAmounts(name, told, hub.config).properties
    const properties = propertiesOf(propertiesFor(name), row, own)
    return 'wrong' in properties
      ? { reason: properties.wrong }
      : { type: name, person, at: time, properties: properties.text }
  }
}

/**
 * What makes an event itself: the columns that the mapping names, or all its content and which
 * repetition of it this is, since a file may hold two equal purchases and both happened.
 */
function identifier({
  id,
  properties = {},
}: CheckedMapping): (chunk: TableChunk, row: number, event: RowEvent, people: RowPeople) => string {
  if (id !== undefined) return (chunk, row) => textOf(chunk, id, row)
  const columns = Object.values(properties)
  const occurrences = new Map<string, number>()
  return (chunk, row, { type, at }, people) => {
    if (occurrences.size >= MAX_ROWS_WITHOUT_ID) {
      throw mappingProblem([
        `${mappingKey('id')}: the file has more than ${MAX_ROWS_WITHOUT_ID.toLocaleString('en')} rows; name the columns that identify an event.`,
      ])
    }
    const content = `${type}\u0000${at}\u0000${people.textOf(row)}${textOf(chunk, columns, row)}`
    const before = occurrences.get(content) ?? 0
    occurrences.set(content, before + 1)
    return `${content}\u0000${before}`
  }
}

function textOf({ names, columns }: TableChunk, wanted: readonly string[], row: number): string {
  let text = ''
  for (const name of wanted) text += `${columns[names.indexOf(name)]?.[row] ?? ''}\u0000`
  return text
}
