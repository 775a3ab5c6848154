/** Counts different keys of each contact, and those that a match has. Rows may come in any order. */
export interface KeyTally {
  /** Takes up rows of the subject; all of them come before the first match. */
  add(rows: KeyedRows): void
  match(rows: Pick<KeyedRows, 'contacts' | 'codes'>): void
  /** Different keys of each contact (of the latest, where only so many count), and the matched of them. */
  readonly counts: Uint32Array
  readonly matched: Uint32Array
}

export interface KeyedRows {
  readonly contacts: Uint32Array
  /** Numbers from 0 that stand for the keys. */
  readonly codes: Uint32Array
  /** Time in ms, and the event's id as low and high words: what tells which keys are the latest. */
  readonly at: Float64Array
  readonly ids: Uint32Array
  /** Rank of the rows' event type, which decides between rows of one instant before the ids do. */
  readonly place: number
}

/**
 * All keys: one bit for each contact and key, which a match takes away again. The bits of one key lie side by
 * side, since tables are in order of time: rows that come together have few keys, whose bits a cache holds.
 */
export class EveryKey implements KeyTally {
  readonly counts: Uint32Array
  readonly matched: Uint32Array
  readonly #bits: Uint32Array

  /** `size` is one past the highest contact; `size * codes` has to stay within 2^32 bits. */
  constructor(size: number, codes: number) {
    this.counts = new Uint32Array(size)
    this.matched = new Uint32Array(size)
    this.#bits = new Uint32Array(Math.ceil((size * codes) / 32))
  }

  add({ contacts, codes }: Pick<KeyedRows, 'contacts' | 'codes'>): void {
    const bits = this.#bits
    const size = this.counts.length
    for (let row = 0; row < contacts.length; row++) {
      const contact = contacts[row] as number
      const place = (codes[row] as number) * size + contact
      const bit = 1 << (place & 31)
      const word = bits[place >>> 5] as number
      if ((word & bit) !== 0) continue
      bits[place >>> 5] = word | bit
      this.counts[contact] = (this.counts[contact] as number) + 1
    }
  }

  match({ contacts, codes }: Pick<KeyedRows, 'contacts' | 'codes'>): void {
    const bits = this.#bits
    const size = this.counts.length
    for (let row = 0; row < contacts.length; row++) {
      const contact = contacts[row] as number
      // A contact of whom no subject row is known has no bits.
      if (contact >= size) continue
      const place = (codes[row] as number) * size + contact
      const bit = 1 << (place & 31)
      const word = bits[place >>> 5] as number
      if ((word & bit) === 0) continue
      bits[place >>> 5] = word & ~bit
      this.matched[contact] = (this.matched[contact] as number) + 1
    }
  }
}

/** No key: codes are below it. */
const NONE = 0xffff_ffff

/**
 * A kept key is 24 bytes side by side, so that looking through a contact's keys touches one place in
 * memory: its time as a double, then its id's low and high word, its code and its place.
 */
const SLOT_DOUBLES = 3
const SLOT_WORDS = 2 * SLOT_DOUBLES
const ID_LOW = 2
const ID_HIGH = 3
const CODE = 4
const PLACE = 5

/**
 * The `last` keys by (time, place, id) of the latest row that has them. A key that was pushed out has
 * as many later ones before it, whose times only grow; so it comes back by a later row or not at all.
 */
export class LatestKeys implements KeyTally {
  readonly counts: Uint32Array
  readonly matched: Uint32Array
  readonly #last: number
  readonly #times: Float64Array
  readonly #words: Uint32Array

  constructor(size: number, last: number) {
    this.counts = new Uint32Array(size)
    this.matched = new Uint32Array(size)
    this.#last = last
    this.#times = new Float64Array(size * last * SLOT_DOUBLES)
    this.#words = new Uint32Array(this.#times.buffer)
  }

  add(rows: KeyedRows): void {
    for (let row = 0; row < rows.contacts.length; row++) {
      const contact = rows.contacts[row] as number
      const first = contact * this.#last
      const count = this.counts[contact] as number
      const held = this.#find(first, count, rows.codes[row] as number)
      if (held >= 0) {
        if (this.#isLater(rows, row, held)) this.#put(rows, row, held)
      } else if (count < this.#last) {
        this.#put(rows, row, first + count)
        this.counts[contact] = count + 1
      } else {
        const earliest = this.#earliest(first)
        if (this.#isLater(rows, row, earliest)) this.#put(rows, row, earliest)
      }
    }
  }

  match({ contacts, codes }: Pick<KeyedRows, 'contacts' | 'codes'>): void {
    for (let row = 0; row < contacts.length; row++) {
      const contact = contacts[row] as number
      if (contact >= this.counts.length) continue
      const count = this.counts[contact] as number
      const held = this.#find(contact * this.#last, count, codes[row] as number)
      if (held < 0) continue
      this.#words[held * SLOT_WORDS + CODE] = NONE
      this.matched[contact] = (this.matched[contact] as number) + 1
    }
  }

  #find(first: number, count: number, code: number): number {
    const words = this.#words
    for (let slot = first; slot < first + count; slot++)
      if (words[slot * SLOT_WORDS + CODE] === code) return slot
    return -1
  }

  #earliest(first: number): number {
    const words = this.#words
    let earliest = first
    for (let slot = first + 1; slot < first + this.#last; slot++) {
      const at = this.#times[slot * SLOT_DOUBLES] as number
      const word = slot * SLOT_WORDS
      const [place, high, low] = [words[word + PLACE], words[word + ID_HIGH], words[word + ID_LOW]]
      if (this.#compare(earliest, at, place as number, high as number, low as number) > 0) earliest = slot
    }
    return earliest
  }

  #isLater({ at, place, ids }: KeyedRows, row: number, slot: number): boolean {
    return (
      this.#compare(slot, at[row] as number, place, ids[2 * row + 1] as number, ids[2 * row] as number) < 0
    )
  }

  /** Negative where what `slot` holds came before a row of this order. */
  #compare(slot: number, at: number, place: number, idHigh: number, idLow: number): number {
    const word = slot * SLOT_WORDS
    return (
      (this.#times[slot * SLOT_DOUBLES] as number) - at ||
      (this.#words[word + PLACE] as number) - place ||
      (this.#words[word + ID_HIGH] as number) - idHigh ||
      (this.#words[word + ID_LOW] as number) - idLow
    )
  }

  #put({ codes, at, place, ids }: KeyedRows, row: number, slot: number): void {
    const word = slot * SLOT_WORDS
    this.#times[slot * SLOT_DOUBLES] = at[row] as number
    this.#words[word + ID_LOW] = ids[2 * row] as number
    this.#words[word + ID_HIGH] = ids[2 * row + 1] as number
    this.#words[word + CODE] = codes[row] as number
    this.#words[word + PLACE] = place
  }
}
