import type { PropertyCatalog } from './property-catalog.ts'

/** What search and reads see of a record at one time. */
export interface RecordVersion {
  readonly id: string
  readonly properties: Readonly<Record<string, string>>
  readonly createdAt: number
  readonly modifiedAt: number
  readonly archivedAt: number | null
}

interface StoredRecord {
  current: RecordVersion
  /** What the search index shows until it has caught up; null for a record that it does not know yet. */
  stale: RecordVersion | null
  indexedAt: number
}

/**
 * How long a write takes to reach the search index. The vendor says "moments" and promises no order;
 * the seconds are ours, and differ by record so that a later write may show before an earlier one.
 */
const searchLagMs = (id: string): number => 4_000 + 1_000 * (Number(id) % 4)

/** The records of one object type: by id, with forwarding of merged ids and a search index that lags. */
export class RecordStore {
  readonly #records = new Map<string, StoredRecord>()
  /** Ascending, since ids are given out in order. */
  readonly #ids: number[] = []
  readonly #survivors = new Map<string, string>()
  #lastIndexedAt = 0
  #version = 0

  readonly catalog: PropertyCatalog
  /** The property that holds the time of the last change: it differs between object types. */
  readonly modifiedProperty: string
  readonly createdProperty: string

  constructor(catalog: PropertyCatalog, modifiedProperty: string, createdProperty: string) {
    this.catalog = catalog
    this.modifiedProperty = modifiedProperty
    this.createdProperty = createdProperty
  }

  insert(record: RecordVersion, now: number): void {
    this.#ids.push(Number(record.id))
    const indexedAt = Math.min(record.modifiedAt, now) + searchLagMs(record.id)
    this.#records.set(record.id, { current: record, stale: null, indexedAt })
    this.#touch(indexedAt)
  }

  /** The living or archived record behind an id, merges followed. */
  get(id: string): RecordVersion | undefined {
    let key = id
    for (let next = this.#survivors.get(key); next !== undefined; next = this.#survivors.get(key)) key = next
    return this.#records.get(key)?.current
  }

  /** Applies a change made `at` a time, which may lie in the past where history is being seeded, or ahead of `now`. */
  write(id: string, change: Partial<RecordVersion>, at: number, now = at): RecordVersion {
    const stored = this.#records.get(id)
    if (stored === undefined) throw new RangeError(`The account has no record ${id}.`)
    const written = Math.min(at, now)
    if (written >= stored.indexedAt) stored.stale = stored.current
    stored.indexedAt = Math.max(written + searchLagMs(id), stored.indexedAt)
    stored.current = { ...stored.current, ...change, modifiedAt: Math.max(at, stored.current.modifiedAt) }
    this.#touch(stored.indexedAt)
    return stored.current
  }

  /** Takes a record away for good. */
  remove(id: string): void {
    this.#records.delete(id)
    this.#ids.splice(this.#position(Number(id)), 1)
    this.#version += 1
  }

  /** The same, and its id answers for the survivor from now on. */
  forward(id: string, survivor: string): void {
    this.remove(id)
    this.#survivors.set(id, survivor)
  }

  /** Records in order of id from just above `after`. */
  page(after: number, limit: number, archived: boolean): { rows: RecordVersion[]; next: number | null } {
    const rows: RecordVersion[] = []
    for (let at = this.#position(after + 1); at < this.#ids.length; at++) {
      const row = this.#records.get(String(this.#ids[at]))?.current
      if (row === undefined || (row.archivedAt !== null) !== archived) continue
      if (rows.length === limit) return { rows, next: Number(rows.at(-1)?.id) }
      rows.push(row)
    }
    return { rows, next: null }
  }

  /** Every record as it is, archived ones too. */
  *all(): Generator<RecordVersion> {
    for (const { current } of this.#records.values()) yield current
  }

  /** What the search index holds; archived records are never in it. */
  *indexed(now: number): Generator<RecordVersion> {
    for (const { current, stale, indexedAt } of this.#records.values()) {
      const shown = now >= indexedAt ? current : stale
      if (shown !== null && shown.archivedAt === null) yield shown
    }
  }

  /** Changes whenever an answer of the search index may; null while the index is catching up. */
  indexVersion(now: number): number | null {
    return now >= this.#lastIndexedAt ? this.#version : null
  }

  property(record: RecordVersion, name: string): string | null {
    if (name === 'hs_object_id') return record.id
    if (name === this.modifiedProperty) return new Date(record.modifiedAt).toISOString()
    if (name === this.createdProperty) return new Date(record.createdAt).toISOString()
    return record.properties[name] ?? null
  }

  #touch(indexedAt: number): void {
    this.#version += 1
    this.#lastIndexedAt = Math.max(this.#lastIndexedAt, indexedAt)
  }

  #position(id: number): number {
    let low = 0
    let high = this.#ids.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#ids[middle] as number) < id) low = middle + 1
      else high = middle
    }
    return low
  }
}
