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
  #values: NumberColumn['values']
  readonly #capacity: number

  constructor(capacity: number, empty: 0 | null) {
    this.#capacity = capacity
    this.#values = empty === null ? new Float64Array(capacity).fill(Number.NaN) : new Uint8Array(capacity)
  }

  add(contacts: Uint32Array, values: Float64Array): void {
    let row = this.#addFitting(contacts, values, 0)
    while (row < contacts.length) {
      this.#values = widened(this.#values, values[row] as number)
      row = this.#addFitting(contacts, values, row)
    }
  }

  finish(): NumberColumn {
    return { kind: 'number', values: this.#values }
  }

  /** Adds from a row on; returns the row whose value does not fit, or the end. */
  #addFitting(contacts: Uint32Array, values: Float64Array, from: number): number {
    const into = this.#values
    const capacity = this.#capacity
    for (let row = from; row < contacts.length; row++) {
      const contact = contacts[row] as number
      const value = values[row] as number
      // A scan answers NaN where there is nothing; what a column is made of says what that means.
      if (contact >= capacity || Number.isNaN(value)) continue
      into[contact] = value
      // An integer array keeps what fits and cuts off the rest, which reading it back shows.
      if (into[contact] !== value) return row
    }
    return contacts.length
  }
}

const WIDTHS = [Uint8Array, Uint16Array, Int32Array, Float64Array]

/** A copy in the narrowest wider array that holds `value`. */
function widened(values: NumberColumn['values'], value: number): NumberColumn['values'] {
  const wider = WIDTHS.slice(WIDTHS.findIndex(width => values instanceof width) + 1)
  const Width = wider.find(width => width.of(value)[0] === value) ?? Float64Array
  return Width.from(values)
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
