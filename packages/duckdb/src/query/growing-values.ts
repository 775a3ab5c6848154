import { constantText } from './constant-text.ts'

/** Functions whose answer is longer than what they are given: texts joined, lists made, parts replaced. */
const GROWING: ReadonlySet<string> = new Set(['||', 'concat', 'list_value', 'replace'])
/** Values that a query may put together in all: joined in parts of parts, they make 81 times of one. */
const MAX_OPERANDS = 12
const MAX_REPLACEMENT = 16

/**
 * Counts what a query puts together. The engine's bound of memory does not hold for values, and its clock
 * does not stop one step: a text that is three times itself, twelve times over, takes gigabytes.
 */
export class GrowingValues {
  #operands = 0

  /** Why a call may not be run; undefined for one that may, and for functions that make nothing longer. */
  refusal(name: string, given: readonly unknown[]): string | undefined {
    if (!GROWING.has(name)) return undefined
    this.#operands += given.length
    if (this.#operands > MAX_OPERANDS) {
      return `The query puts more than ${MAX_OPERANDS} values together (||, concat, lists, replace); compare parts instead.`
    }
    const put = constantText(given[2])
    return name === 'replace' && (put === undefined || put.length > MAX_REPLACEMENT)
      ? `What replace() puts in has to be written out, with at most ${MAX_REPLACEMENT} characters.`
      : undefined
  }
}
