import type { RateSpan, ValueType } from '../../src/schema/index.ts'
import type { Aggregate, EventScan, ScanChunk, ScanColumn } from '../../src/segments/index.ts'
import type { World, WorldEvent } from '../../src/segments/reference/index.ts'
import type { AttributeColumn, AttributeColumns, FactStore } from '../../src/store/index.ts'
import { countKeys } from './array-count-keys.ts'
import { latestByValue, pairs } from './array-pairs.ts'
import { type Fact, fact, foreignFact, propertyOf, type Read, rowPasses } from './array-rows.ts'
import { timeline } from './array-timeline.ts'

/** Rows of a chunk; few, so that every test crosses chunks. */
const CHUNK = 5

/** A `FactStore` over plain objects that spells out what an `EventScan` says. It only answers questions. */
export function arrayFactStore(
  world: World,
  {
    currency,
    attributes,
    rates = [],
  }: {
    currency: string
    attributes: ReadonlyMap<string, ValueType>
    rates?: readonly RateSpan[]
  },
): FactStore {
  const read: Read = (value, type, at) =>
    (type === 'money' && at !== undefined ? foreignFact(value, at, rates) : null) ??
    fact(value, type, currency)
  return {
    scan: scan => chunks(scan, world, read),
    countKeys: scan => countKeys(scan, world, read),
    pairs: scan => pairs(scan, world, read),
    latestByValue: scan => latestByValue(scan, world, read),
    timeline: request => timeline(request, world, read),
    attributes: async names => attributeColumns(world, names, attributes, read),
    prepare: async () => undefined,
    append: unsupported,
    compact: unsupported,
    eraseContacts: unsupported,
    reassign: unsupported,
    eventsOf: () => {
      throw new Error('The array fact store only scans.')
    },
    saveScores: unsupported,
    profiles: unsupported,
    members: unsupported,
    commitMembership: unsupported,
    membershipHistory: unsupported,
    membershipChanges: unsupported,
    countEvents: unsupported,
    mailCounts: unsupported,
    unreadable: unsupported,
    foreignAmounts: unsupported,
  }
}

async function unsupported(): Promise<never> {
  throw new Error('The array fact store only scans.')
}

async function* chunks(scan: EventScan, world: World, read: Read): AsyncGenerator<ScanChunk> {
  const rows = world.events.filter(event => event.type === scan.type)
  const byContact = [...Map.groupBy(rows, event => event.contactNo)].toSorted(([a], [b]) => b - a)
  for (let start = 0; start < byContact.length; start += CHUNK) {
    const part = byContact.slice(start, start + CHUNK)
    yield {
      contactNo: Uint32Array.from(part, ([contact]) => contact),
      columns: scan.aggregates.map(aggregate =>
        column(
          aggregate,
          part.map(([, events]) => aggregateOf(aggregate, events, read)),
        ),
      ),
    }
  }
}

function column({ property, fn }: Aggregate, values: readonly Fact[]): ScanColumn {
  if (property?.type === 'text' && fn !== 'count')
    return { kind: 'text', values: values as (string | null)[] }
  return {
    kind: 'number',
    values: Float64Array.from(values, value => (value === null ? Number.NaN : Number(value))),
  }
}

function aggregateOf(aggregate: Aggregate, events: readonly WorldEvent[], read: Read): Fact {
  const { fn, property, after, until, where } = aggregate
  const rows = events
    .filter(({ at }) => (after === null || at > after) && at <= until)
    .filter(row => where === null || rowPasses(where, row, read))
    .filter(row => property === null || propertyOf(row, property, read) !== null)
    .toSorted((a, b) => a.at - b.at || (a.eventId < b.eventId ? -1 : 1))
  if (fn === 'count') return rows.length
  if (property === null) throw new Error(`${fn} needs a property.`)
  const values = rows.map(row => propertyOf(row, property, read))
  if (fn === 'first') return values[0] ?? null
  if (fn === 'last') return values.at(-1) ?? null
  const numbers = values.map(Number)
  if (numbers.length === 0) return null
  if (fn === 'sum') return exactSum(numbers, property.type)
  return fn === 'min' ? Math.min(...numbers) : Math.max(...numbers)
}

function exactSum(numbers: readonly number[], type: ValueType): number {
  const perUnit = type === 'number' ? 1e6 : 1
  return Number(numbers.reduce((sum, number) => sum + BigInt(Math.round(number * perUnit)), 0n)) / perUnit
}

function attributeColumns(
  world: World,
  names: readonly string[],
  types: ReadonlyMap<string, ValueType>,
  read: Read,
): AttributeColumns {
  const size = Math.max(-1, ...world.contacts.map(({ contactNo }) => contactNo)) + 1
  const living = new Uint8Array(size)
  const byNumber: (World['contacts'][0] | undefined)[] = Array.from({ length: size })
  for (const contact of world.contacts) {
    living[contact.contactNo] = 1
    byNumber[contact.contactNo] = contact
  }
  const columns = new Map(
    names.map(name => {
      const type = types.get(name) ?? 'text'
      return [
        name,
        attributeColumn(
          byNumber.map(contact => read(contact?.attributes[name], type)),
          type,
        ),
      ]
    }),
  )
  return { size, living, columns }
}

function attributeColumn(facts: readonly Fact[], type: ValueType): AttributeColumn {
  if (type !== 'text' && type !== 'texts') {
    return { type, values: Float64Array.from(facts, value => (value === null ? Number.NaN : Number(value))) }
  }
  const spelled = facts.map(value => (value === null ? null : JSON.stringify(value)))
  const dictionary = [...new Set(spelled)].filter(text => text !== null)
  const codes = Int32Array.from(spelled, text => (text === null ? -1 : dictionary.indexOf(text)))
  return { type, codes, dictionary: dictionary.map(text => JSON.parse(text)) } as AttributeColumn
}
