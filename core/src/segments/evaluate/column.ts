import type { AttributeColumn } from '../../store/index.ts'

/** One value per contact number, padded to whole mask words. */
export type Column = NumberColumn | TextColumn

export interface NumberColumn {
  readonly kind: 'number'
  /** NaN where missing, which only the widest array can hold. */
  readonly values: Uint8Array | Uint16Array | Int32Array | Float64Array
}

export interface TextColumn {
  readonly kind: 'text'
  /** Index into `dictionary`, -1 where missing. */
  readonly codes: Int32Array
  readonly dictionary: readonly (string | readonly string[])[]
}

/** Takes over a store's column, longer only by what fills the last mask word. */
export function attributeColumn(column: AttributeColumn, capacity: number): Column {
  if (column.type === 'text' || column.type === 'texts') {
    const codes = new Int32Array(capacity).fill(-1)
    codes.set(column.codes)
    return { kind: 'text', codes, dictionary: column.dictionary }
  }
  const values = new Float64Array(capacity).fill(Number.NaN)
  values.set(column.values)
  return { kind: 'number', values }
}

/**
 * Collects scanned numbers in the narrowest array that holds them all. Most counts fit a byte, and
 * a byte per contact instead of eight is what keeps the predicates inside the processor's cache.
 */
export class NumberColumnBuilder {
  #bytes: Uint8Array
  /** What holds the values once one came that is no byte, or where they may be missing. */
  #doubles: Float64Array | null
  readonly #mayMiss: boolean

  constructor(capacity: number, empty: 0 | null) {
    this.#mayMiss = empty === null
    this.#bytes = new Uint8Array(this.#mayMiss ? 0 : capacity)
    this.#doubles = this.#mayMiss ? new Float64Array(capacity).fill(Number.NaN) : null
  }

  add(contacts: Uint32Array, values: Float64Array): void {
    const from = this.#doubles === null ? addBytes(this.#bytes, contacts, values) : 0
    if (from === contacts.length) return
    this.#doubles ??= new Float64Array(this.#bytes)
    addDoubles(this.#doubles, contacts, values, from)
  }

  finish(): NumberColumn {
    if (this.#doubles === null) return { kind: 'number', values: this.#bytes }
    return { kind: 'number', values: this.#mayMiss ? this.#doubles : narrowed(this.#doubles) }
  }
}

// Each loop below meets arrays of one kind alone: the same loop over several kinds takes ten times as long.

/** Adds rows up to one whose value is no byte, and returns which that is. */
function addBytes(into: Uint8Array, contacts: Uint32Array, values: Float64Array): number {
  for (let row = 0; row < contacts.length; row++) {
    const contact = contacts[row] as number
    const value = values[row] as number
    // A scan answers NaN where there is nothing; what a column is made of says what that means.
    if (contact >= into.length || Number.isNaN(value)) continue
    if ((value & 255) !== value) return row
    into[contact] = value
  }
  return contacts.length
}

function addDoubles(into: Float64Array, contacts: Uint32Array, values: Float64Array, from: number): void {
  for (let row = from; row < contacts.length; row++) {
    const value = values[row] as number
    if (!Number.isNaN(value)) into[contacts[row] as number] = value
  }
}

/** A copy in the narrowest array that holds every value. */
function narrowed(values: Float64Array): NumberColumn['values'] {
  let least = 0
  let greatest = 0
  for (let contact = 0; contact < values.length; contact++) {
    const value = values[contact] as number
    if ((value | 0) !== value) return values
    if (value < least) least = value
    if (value > greatest) greatest = value
  }
  return least < 0 || greatest > 0xffff ? new Int32Array(values) : new Uint16Array(values)
}

/** Collects scanned texts as codes, each distinct text once. */
export class TextColumnBuilder {
  readonly #codes: Int32Array
  readonly #dictionary: string[] = []
  readonly #known = new Map<string, number>()

  constructor(capacity: number) {
    this.#codes = new Int32Array(capacity).fill(-1)
  }

  add(contacts: Uint32Array, values: readonly (string | null)[]): void {
    for (let row = 0; row < contacts.length; row++) {
      const contact = contacts[row] as number
      const value = values[row] ?? null
      if (value !== null && contact < this.#codes.length) this.#codes[contact] = this.#codeOf(value)
    }
  }

  finish(): TextColumn {
    return { kind: 'text', codes: this.#codes, dictionary: this.#dictionary }
  }

  #codeOf(text: string): number {
    const known = this.#known.get(text)
    if (known !== undefined) return known
    const code = this.#dictionary.push(text) - 1
    this.#known.set(text, code)
    return code
  }
}
