import type { EmulatorReply } from '@esplanade/connector-kit/emulator'
import { z } from 'zod'
import { readDate } from './property-catalog.ts'
import type { RecordStore, RecordVersion } from './record-store.ts'
import { invalid } from './replies.ts'

const filterSchema = z.object({
  propertyName: z.string(),
  operator: z.enum([
    'EQ',
    'NEQ',
    'LT',
    'LTE',
    'GT',
    'GTE',
    'BETWEEN',
    'IN',
    'NOT_IN',
    'HAS_PROPERTY',
    'NOT_HAS_PROPERTY',
  ]),
  value: z.string().optional(),
  highValue: z.string().optional(),
  values: z.array(z.string()).optional(),
})
type Filter = z.infer<typeof filterSchema>

export const searchSchema = z.object({
  filterGroups: z.array(z.object({ filters: z.array(filterSchema) })).default([]),
  sorts: z
    .array(
      z.union([
        z.string(),
        z.object({ propertyName: z.string(), direction: z.enum(['ASCENDING', 'DESCENDING']).optional() }),
      ]),
    )
    .max(1)
    .default([]),
  properties: z.array(z.string()).default([]),
  limit: z.number().int().min(0).max(200).default(10),
  after: z.union([z.string().regex(/^\d*$/), z.number().int().min(0)]).default('0'),
})
export type SearchRequest = z.infer<typeof searchSchema>

const MAX_SEARCH_RESULTS = 10_000
const MAX_BODY_CHARACTERS = 3_000
const MAX_GROUPS = 5
const MAX_GROUP_FILTERS = 6
const MAX_FILTERS = 18

/** The vendor's answer to a search that asks for too much. */
export function refuseSearch(request: SearchRequest, bodyBytes: number): EmulatorReply | undefined {
  const counts = request.filterGroups.map(group => group.filters.length)
  const filters = counts.reduce((sum, count) => sum + count, 0)
  if (counts.length > MAX_GROUPS || filters > MAX_FILTERS || Math.max(0, ...counts) > MAX_GROUP_FILTERS) {
    return invalid('There are too many filters or filter groups in this search.')
  }
  if (bodyBytes > MAX_BODY_CHARACTERS) return invalid('The search request is longer than 3000 characters.')
  if (Number(request.after) + request.limit > MAX_SEARCH_RESULTS) {
    return invalid('Paging beyond 10000 results of one search is not possible.')
  }
  return undefined
}

/** All results in order. Rows that tie in the sort come in no promised order: here newest id first. */
export function runSearch(store: RecordStore, request: SearchRequest, now: number): readonly RecordVersion[] {
  const key = JSON.stringify([request.filterGroups, request.sorts])
  const version = store.indexVersion(now)
  const cached = caches.get(store)
  if (version !== null && cached?.key === key && cached.version === version) return cached.rows
  const tests = request.filterGroups.map(group => group.filters.map(filter => predicate(store, filter)))
  const rows: RecordVersion[] = []
  for (const record of store.indexed(now)) {
    if (tests.length === 0 || tests.some(group => group.every(test => test(record)))) rows.push(record)
  }
  const { name, sign } = readSort(request.sorts[0], store.createdProperty)
  const readValue = comparable(store, name)
  const sorted = rows
    .map(record => ({ record, value: readValue(record) ?? Number.NEGATIVE_INFINITY, id: Number(record.id) }))
    .sort((a, b) => sign * compare(a.value, b.value) || b.id - a.id)
    .map(({ record }) => record)
  if (version !== null) caches.set(store, { key, version, rows: sorted })
  return sorted
}

/** Paging through one search repeats it: the last result is kept as long as nothing changed. */
const caches = new WeakMap<RecordStore, { key: string; version: number; rows: readonly RecordVersion[] }>()

function readSort(
  sort: SearchRequest['sorts'][number] | undefined,
  fallback: string,
): { name: string; sign: number } {
  if (sort === undefined) return { name: fallback, sign: 1 }
  if (typeof sort !== 'string')
    return { name: sort.propertyName, sign: sort.direction === 'DESCENDING' ? -1 : 1 }
  return sort.startsWith('-') ? { name: sort.slice(1), sign: -1 } : { name: sort, sign: 1 }
}

type Comparable = string | number

function predicate(store: RecordStore, filter: Filter): (record: RecordVersion) => boolean {
  const { propertyName, operator } = filter
  const readValue = comparable(store, propertyName)
  const read = (text: string | undefined): Comparable => toComparable(store, propertyName, text ?? '') ?? ''
  const wanted = read(filter.value)
  const high = read(filter.highValue)
  const several = new Set((filter.values ?? []).map(read))
  const test = (value: Comparable): boolean => {
    switch (operator) {
      case 'EQ':
        return value === wanted
      case 'NEQ':
        return value !== wanted
      case 'LT':
        return compare(value, wanted) < 0
      case 'LTE':
        return compare(value, wanted) <= 0
      case 'GT':
        return compare(value, wanted) > 0
      case 'GTE':
        return compare(value, wanted) >= 0
      case 'BETWEEN':
        return compare(value, wanted) >= 0 && compare(value, high) <= 0
      case 'IN':
        return several.has(value)
      case 'NOT_IN':
        return !several.has(value)
      case 'HAS_PROPERTY':
        return true
      case 'NOT_HAS_PROPERTY':
        return false
      default:
        throw new Error(`Unhandled operator: ${operator satisfies never}`)
    }
  }
  return record => {
    const value = readValue(record)
    return value === undefined ? operator === 'NOT_HAS_PROPERTY' : test(value)
  }
}

function comparable(store: RecordStore, name: string): (record: RecordVersion) => Comparable | undefined {
  if (name === store.modifiedProperty) return record => record.modifiedAt
  if (name === store.createdProperty) return record => record.createdAt
  if (name === 'hs_object_id') return record => Number(record.id)
  return record => toComparable(store, name, record.properties[name])
}

function toComparable(store: RecordStore, name: string, text: string | undefined): Comparable | undefined {
  if (text === undefined) return undefined
  const type = store.catalog.get(name)?.type
  if (type === 'number') return Number(text)
  if (type === 'date' || type === 'datetime') return readDate(text)
  // Text is matched without regard to case.
  return text.toLowerCase()
}

function compare(a: Comparable, b: Comparable): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
