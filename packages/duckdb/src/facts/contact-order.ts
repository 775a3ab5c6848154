import type { TimelineChunk } from '@esplanade/core/segments'

/** Contacts put in order at a time are `2 ** BUCKET_BITS`: their rows fit the processor's cache, most of all. */
export const BUCKET_BITS = 12
const BUCKET = 2 ** BUCKET_BITS

/** Rows of one bucket of contacts; `bucket` is the contact's number without its last `BUCKET_BITS` bits. */
export interface BucketCount {
  readonly bucket: number
  readonly rows: number
}

/** Rows of a timeline as they lie in the tables. */
export interface UnorderedRows {
  readonly contacts: Uint32Array
  readonly at: Float64Array
  readonly marks: Uint32Array
  /** Rank of the event type; null where all rows are of one. */
  readonly places: Uint32Array | null
  /** The event's id as low and high words. */
  readonly ids: Uint32Array
}

/**
 * Puts rows in the order of (contact, time, place, event id): by counting, first into buckets of neighbouring
 * contacts, then each bucket by contact. Rows that lie in the order of their times, as in a compacted table,
 * are in order then; only contacts of whom that is not so are sorted.
 */
export class ContactOrder {
  readonly #buckets: readonly BucketCount[]
  /** Where the next row of each bucket goes, by the bucket's number less the first one's. */
  readonly #next: Uint32Array
  readonly #first: number
  readonly #contacts: Uint32Array
  readonly #at: Float64Array
  readonly #marks: Uint32Array
  readonly #places: Uint8Array
  readonly #ids: Uint32Array

  /** Takes exactly the rows that were counted; `buckets` ascend. */
  constructor(buckets: readonly BucketCount[]) {
    const [first, last] = [buckets[0]?.bucket ?? 0, buckets.at(-1)?.bucket ?? 0]
    this.#buckets = buckets
    this.#first = first
    this.#next = new Uint32Array(last - first + 1)
    let total = 0
    for (const { bucket, rows } of buckets) {
      this.#next[bucket - first] = total
      total += rows
    }
    this.#contacts = new Uint32Array(total)
    this.#at = new Float64Array(total)
    this.#marks = new Uint32Array(total)
    this.#places = new Uint8Array(total)
    this.#ids = new Uint32Array(2 * total)
  }

  add({ contacts, at, marks, places, ids }: UnorderedRows): void {
    for (let row = 0; row < contacts.length; row++) {
      const contact = contacts[row] as number
      const bucket = (contact >>> BUCKET_BITS) - this.#first
      const to = this.#next[bucket] as number
      this.#next[bucket] = to + 1
      this.#contacts[to] = contact
      this.#at[to] = at[row] as number
      this.#marks[to] = marks[row] as number
      if (places !== null) this.#places[to] = places[row] as number
      this.#ids[2 * to] = ids[2 * row] as number
      this.#ids[2 * to + 1] = ids[2 * row + 1] as number
    }
  }

  /** The rows in their order, a bucket at a time. */
  *chunks(): Generator<TimelineChunk> {
    let from = 0
    for (const { rows } of this.#buckets) {
      yield this.#ordered(from, from + rows)
      from += rows
    }
  }

  #ordered(from: number, to: number): TimelineChunk {
    const order = this.#byContact(from, to)
    const contactNo = new Uint32Array(order.length)
    const at = new Float64Array(order.length)
    const marks = new Uint32Array(order.length)
    for (let row = 0; row < order.length; row++) {
      const source = order[row] as number
      contactNo[row] = this.#contacts[source] as number
      at[row] = this.#at[source] as number
      marks[row] = this.#marks[source] as number
    }
    return { contactNo, at, marks }
  }

  /** Where the rows of one bucket lie, in their order. */
  #byContact(from: number, to: number): Uint32Array {
    const ends = new Uint32Array(BUCKET + 1)
    for (let row = from; row < to; row++) {
      const place = ((this.#contacts[row] as number) & (BUCKET - 1)) + 1
      ends[place] = (ends[place] as number) + 1
    }
    for (let place = 1; place <= BUCKET; place++)
      ends[place] = (ends[place] as number) + (ends[place - 1] as number)
    // `ends[p]` is where the rows of contact p begin; it becomes where they end, as they are laid down.
    const order = new Uint32Array(to - from)
    for (let row = from; row < to; row++) {
      const place = (this.#contacts[row] as number) & (BUCKET - 1)
      const at = ends[place] as number
      ends[place] = at + 1
      order[at] = row
    }
    let begin = 0
    for (let place = 0; place < BUCKET; place++) {
      const end = ends[place] as number
      if (end - begin > 1) this.#sortUnordered(order.subarray(begin, end))
      begin = end
    }
    return order
  }

  #sortUnordered(rows: Uint32Array): void {
    for (let index = 1; index < rows.length; index++) {
      if (this.#compare(rows[index - 1] as number, rows[index] as number) <= 0) continue
      rows.sort((left, right) => this.#compare(left, right))
      return
    }
  }

  #compare(left: number, right: number): number {
    return (
      (this.#at[left] as number) - (this.#at[right] as number) ||
      (this.#places[left] as number) - (this.#places[right] as number) ||
      (this.#ids[2 * left + 1] as number) - (this.#ids[2 * right + 1] as number) ||
      (this.#ids[2 * left] as number) - (this.#ids[2 * right] as number)
    )
  }
}
