/** Letters that stand for another: `from` holds them, and `to` at the same place whom they stand for. */
export interface LetterCase {
  readonly from: string
  readonly to: string
}

/**
 * What makes letters of these texts equal to their other case. Only they have to be exchanged in a value:
 * all others are not in the texts, in whatever case. Empty where no letter has another case.
 */
export function letterCase(texts: readonly string[]): LetterCase {
  const wanted = new Set(texts.flatMap(text => Array.from(text).map(folded)))
  const pairs = [...wanted]
    .sort()
    .flatMap(letter => (variants().get(letter) ?? []).map(other => [other, letter]))
  return { from: pairs.map(([other]) => other).join(''), to: pairs.map(([, letter]) => letter).join('') }
}

/** Puts into a text, for every letter of `from`, the one it stands for. */
export function letterExchange({ from, to }: LetterCase): (text: string) => string {
  const letters = Array.from(to)
  const exchanged = new Map(Array.from(from).map((letter, index) => [letter, letters[index] as string]))
  return text => Array.from(text, letter => exchanged.get(letter) ?? letter).join('')
}

/** Letters of one or two words of UTF-16 up to here have cases; none above. */
const LAST_WITH_CASE = 0x1_ef_ff
/** The dotless i of Turkish, whose capital is the I of all others; it stays apart, as in Unicode's simple folding. */
const DOTLESS_I = '\u0131'

/** The letter that all cases of one become: lower of upper, one character each, so lengths stay and ß is not ss. */
export function folded(letter: string): string {
  return letter === DOTLESS_I ? letter : single(single(letter, letter.toUpperCase()), lowerOf(letter))
}

const lowerOf = (letter: string): string => single(letter, letter.toUpperCase()).toLowerCase()

const single = (letter: string, changed: string): string =>
  Array.from(changed).length === 1 ? changed : letter

let known: ReadonlyMap<string, readonly string[]> | undefined

/** By what they become, the letters that are something else. */
function variants(): ReadonlyMap<string, readonly string[]> {
  if (known !== undefined) return known
  const found = new Map<string, string[]>()
  for (let point = 0; point <= LAST_WITH_CASE; point++) {
    const letter = String.fromCodePoint(point)
    const becomes = folded(letter)
    if (becomes !== letter) found.set(becomes, [...(found.get(becomes) ?? []), letter])
  }
  known = found
  return known
}
