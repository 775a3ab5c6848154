import { createHash } from 'node:crypto'
import {
  type BatchId,
  type ConnectionId,
  eventTypeSchema,
  type Instant,
  parseInstant,
} from '@esplanade/core/schema'
import { type EventColumns, type TableChunk, type TableReject, valueAt } from '@esplanade/core/store'
import type { HubContext } from '../context.ts'
import { byText } from './by-text.ts'
import { type EventBuilder, eventBuilder } from './event-builder.ts'
import type { CheckedMapping, RowImport } from './import-file.ts'
import { inTurns } from './in-turns.ts'
import { mappingKey, mappingProblem } from './mapping-problem.ts'
import { propertiesReader, type ReadProperties, readIn } from './property-values.ts'
import { type RowPeople, rowPeople } from './row-people.ts'

/** Beyond this many rows an event needs columns that identify it: telling repeats apart by content takes memory per row. */
const MAX_ROWS_WITHOUT_ID = 5_000_000

/** Reads and stores the rows of a file as events. Throws `RequestError` for a mapping that lacks what events need. */
export function eventRows(hub: HubContext, mapping: CheckedMapping): RowImport {
  const wanted = requireEventMapping(mapping)
  const source = mapping.source as ConnectionId
  const identify = identifier(mapping)
  const peopleOf = rowPeople(mapping, hub.store.state)
  const readerOf = rowReader(hub, mapping, wanted)
  return async chunk => {
    const people = await peopleOf(chunk)
    const read = readerOf(chunk, people)
    const idOf = identify(chunk, people)
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
      builder.add(idOf(row, event), event.person, event.at, event.properties)
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
): (chunk: TableChunk, people: RowPeople) => (row: number) => RowEvent | { readonly reason: string } {
  const instants = byText(text => parseInstant(text.trim()) ?? Number.NaN)
  const typeNames = byText(text => (eventTypeSchema.safeParse(text).success ? text : ''))
  const readers = new Map<string, ReturnType<typeof propertiesReader>>()
  const noTime = { reason: `${at} is no time such as 2026-01-31T09:00:00Z` }
  return (chunk, people) => {
    const timeAt = readIn(chunk, at, instants)
    const typeAt = typeof type === 'object' ? readIn(chunk, type.column, typeNames) : () => type
    const own = new Map<string, ReadProperties>()
    const propertiesFor = (name: string): ReadProperties => {
      const known = own.get(name)
      if (known !== undefined) return known
      const reader = readers.get(name) ?? propertiesReader(hub, mapping, name)
      readers.set(name, reader)
      const read = reader(chunk)
      own.set(name, read)
      return read
    }
    return row => {
      const person = people.personOf[row] as number
      if (person < 0) return { reason: people.reason(row) }
      const time = timeAt(row)
      if (time === null || Number.isNaN(time)) return noTime
      const name = typeAt(row) ?? ''
      if (name === '') return { reason: 'the event type is no snake_case name' }
      const properties = propertiesFor(name)(row)
      return typeof properties === 'string'
        ? { type: name, person, at: time as Instant, properties }
        : properties
    }
  }
}

/**
 * What makes an event itself: the columns that the mapping names, or all its content and which
 * repetition of it this is, since a file may hold two equal purchases and both happened.
 */
function identifier({
  id,
  properties = {},
}: CheckedMapping): (chunk: TableChunk, people: RowPeople) => (row: number, event: RowEvent) => string {
  if (id !== undefined) return chunk => textOf(chunk, id)
  const columns = Object.values(properties)
  const occurrences = new Map<string, number>()
  return (chunk, people) => {
    const own = textOf(chunk, columns)
    return (row, { type, at }) => {
      if (occurrences.size >= MAX_ROWS_WITHOUT_ID) {
        throw mappingProblem([
          `${mappingKey('id')}: the file has more than ${MAX_ROWS_WITHOUT_ID.toLocaleString('en')} rows; name the columns that identify an event.`,
        ])
      }
      const content = `${type}\u0000${at}\u0000${people.textOf(row)}${own(row)}`
      const before = occurrences.get(content) ?? 0
      occurrences.set(content, before + 1)
      return `${content}\u0000${before}`
    }
  }
}

/** What some columns hold in a row, as one text. */
function textOf({ names, columns }: TableChunk, wanted: readonly string[]): (row: number) => string {
  const found = wanted.map(name => columns[names.indexOf(name)])
  return row => {
    let text = ''
    for (const column of found) text += `${valueAt(column, row) ?? ''}\u0000`
    return text
  }
}
