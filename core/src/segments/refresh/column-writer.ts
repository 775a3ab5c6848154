import type { Column, NumberColumn, TextColumn } from '../evaluate/column.ts'

type Text = TextColumn['dictionary'][number]

/** Columns that change in place: numbers take a wider array when one does not fit, texts a longer dictionary. */
export class ColumnWriter {
  readonly columns: (Column | undefined)[]
  /** Codes by text, of the columns that were written to. */
  readonly #codes = new Map<number, Map<string, number>>()

  constructor(columns: (Column | undefined)[]) {
    this.columns = columns
  }

  numbers(slot: number): NumberColumn['values'] {
    return numbersIn(this.columns[slot], slot)
  }

  number(slot: number, contact: number): number {
    return this.numbers(slot)[contact] as number
  }

  /** True when that changed something. */
  setNumber(slot: number, contact: number, value: number): boolean {
    const values = this.numbers(slot)
    if (isSame(values[contact] as number, value)) return false
    values[contact] = value
    if (!isSame(values[contact] as number, value)) this.#widen(slot, values, contact, value)
    return true
  }

  setText(slot: number, contact: number, text: Text | null): boolean {
    const column = this.columns[slot]
    if (column?.kind !== 'text') throw new Error(`The slot ${slot} holds no texts.`)
    const code = text === null ? -1 : this.#codeOf(slot, column, text)
    if (column.codes[contact] === code) return false
    column.codes[contact] = code
    return true
  }

  /** Copies one value of another column, whose texts have codes of their own. */
  copy(slot: number, contact: number, from: Column, place: number): boolean {
    if (from.kind === 'number') return this.setNumber(slot, contact, from.values[place] as number)
    return this.setText(slot, contact, from.dictionary[from.codes[place] as number] ?? null)
  }

  #widen(slot: number, values: NumberColumn['values'], contact: number, value: number): void {
    const wider = WIDTHS.slice(WIDTHS.findIndex(width => values instanceof width) + 1)
    for (const width of wider) {
      const widened = width.from(values)
      widened[contact] = value
      if (!isSame(widened[contact] as number, value)) continue
      this.columns[slot] = { kind: 'number', values: widened }
      return
    }
    throw new Error(`The slot ${slot} has no room for contact ${contact}.`)
  }

  #codeOf(slot: number, column: TextColumn, text: Text): number {
    const codes =
      this.#codes.get(slot) ?? new Map(column.dictionary.map((known, code) => [keyOf(known), code]))
    this.#codes.set(slot, codes)
    const known = codes.get(keyOf(text))
    if (known !== undefined) return known
    const dictionary = column.dictionary as Text[]
    const code = dictionary.push(text) - 1
    codes.set(keyOf(text), code)
    return code
  }
}

const WIDTHS = [Uint8Array, Uint16Array, Int32Array, Float64Array]

/** Two missing numbers are the same. */
export const isSame = (a: number, b: number): boolean => a === b || (Number.isNaN(a) && Number.isNaN(b))

const keyOf = (text: Text): string => JSON.stringify(text)

function numbersIn(column: Column | undefined, slot: number): NumberColumn['values'] {
  if (column?.kind !== 'number') throw new Error(`The slot ${slot} holds no numbers.`)
  return column.values
}
