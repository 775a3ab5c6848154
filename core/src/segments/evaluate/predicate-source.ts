import type { Predicate, PredicateLeaf } from '../lower/segment-plan.ts'
import type { Column } from './column.ts'
import { FIRST_DAY_BACK, monthDayTable } from './month-day-table.ts'
import type { NumberedPredicate } from './run-predicates.ts'
import { textTable } from './text-table.ts'

/** JavaScript for some predicates, the tables it looks texts up in and the numbers it compares with. */
export interface PredicateSource {
  readonly code: string
  readonly tables: readonly LookUp[]
  readonly numbers: readonly number[]
}

/** What generated code asks about a value: answers by code or day, or a set of numbers. */
type LookUp = Uint8Array | ReadonlySet<number>

/**
 * Writes the body of a function that fills mask words. For each word the leaves of one column run
 * together over its 32 contacts, so the column is read once; then words, not contacts, are combined.
 *
 * The text is made of index numbers and operators from a fixed list alone. Names, texts and numbers of
 * definitions never get here: texts were turned into tables by code, and numbers are handed over beside
 * it, so that a later moment of evaluation is answered by the same text.
 */
export function predicateSource(
  segments: readonly NumberedPredicate[],
  columns: readonly Column[],
): PredicateSource {
  const writer = new LeafWriter(columns)
  const results = segments.map(
    ({ predicate, number }) => `masks[${number}][w] = (${writer.word(predicate)}) & living[w]`,
  )
  const code = [
    '"use strict"',
    ...writer.declarations(),
    'return function evaluate(from, to) {',
    'for (let w = from; w < to; w++) {',
    'const first = w * 32',
    ...writer.loops(),
    ...results,
    '}',
    '}',
  ].join('\n')
  return { code, tables: writer.tables, numbers: writer.numbers }
}

const OPERATORS = { '=': '===', '<': '<', '<=': '<=', '>': '>', '>=': '>=' } as const

/** Gives every distinct leaf a word of its own, and collects the leaves of each column. */
class LeafWriter {
  readonly tables: LookUp[] = []
  readonly numbers: number[] = []
  readonly #columns: readonly Column[]
  readonly #known = new Map<string, string>()
  /** Tests of a value `v` by slot, each with the word that its answers go to. */
  readonly #bySlot = new Map<number, { word: string; test: string }[]>()

  constructor(columns: readonly Column[]) {
    this.#columns = columns
  }

  /** The expression whose 32 bits answer a predicate for 32 contacts. */
  word(predicate: Predicate): string {
    switch (predicate.op) {
      case 'all':
        return predicate.tests.length === 0
          ? '-1'
          : `(${predicate.tests.map(test => this.word(test)).join(' & ')})`
      case 'any':
        return predicate.tests.length === 0
          ? '0'
          : `(${predicate.tests.map(test => this.word(test)).join(' | ')})`
      case 'not':
        return `~${this.word(predicate.test)}`
      case 'segment':
        return `masks[${predicate.segment}][w]`
      default:
        return this.#leaf(predicate)
    }
  }

  declarations(): string[] {
    return [
      ...[...this.#bySlot.keys()].map(slot => `const c${slot} = columns[${slot}]`),
      ...this.numbers.map((_, index) => `const n${index} = numbers[${index}]`),
    ]
  }

  loops(): string[] {
    return [...this.#bySlot].flatMap(([slot, leaves]) => [
      `let ${leaves.map(({ word }) => `${word} = 0`).join(', ')}`,
      `for (let b = 0; b < 32; b++) { const v = c${slot}[first + b]`,
      // Shifting true itself costs a quarter of choosing 1 or 0 first, which guesses wrong on mixed values.
      ...leaves.map(({ word, test }) => `${word} |= (${test}) << b`),
      '}',
    ])
  }

  #leaf(leaf: Exclude<PredicateLeaf, { op: 'segment' }>): string {
    const key = JSON.stringify(leaf)
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const word = `l${this.#known.size}`
    this.#known.set(key, word)
    const leaves = this.#bySlot.get(leaf.slot) ?? []
    leaves.push({ word, test: this.#test(leaf) })
    this.#bySlot.set(leaf.slot, leaves)
    return word
  }

  #test(leaf: Exclude<PredicateLeaf, { op: 'segment' }>): string {
    const column = this.#columns[leaf.slot]
    if (!column) throw new Error(`The plan has no slot ${leaf.slot}.`)
    if (leaf.op === 'number') return `v ${OPERATORS[leaf.is]} n${this.numbers.push(finite(leaf.value)) - 1}`
    if (leaf.op === 'number_in') return `tables[${this.#table(new Set(leaf.values))}].has(v)`
    if (leaf.op === 'month_day') {
      // Beyond the table, and where there is no date, nothing is found.
      return `tables[${this.#table(monthDayTable(leaf.values))}][v + ${FIRST_DAY_BACK}] | 0`
    }
    if (leaf.op === 'exists') return column.kind === 'text' ? 'v >= 0' : 'v === v'
    if (column.kind !== 'text') throw new Error(`The slot ${leaf.slot} of this plan holds no texts.`)
    return `tables[${this.#table(textTable(column.dictionary, leaf.is, leaf.values, leaf.exchange))}][v + 1]`
  }

  #table(table: LookUp): number {
    return this.tables.push(table) - 1
  }
}

function finite(value: number): number {
  if (!Number.isFinite(value))
    throw new RangeError(`${value} cannot be compared with: expected a finite number.`)
  return value
}
