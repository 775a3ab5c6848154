/** The different ones of many texts, and for each text the place of it among them. */
export interface RepeatedTexts {
  readonly codes: Uint32Array
  readonly texts: readonly string[]
}

/** Texts that are told once have to be said so many times on average, or it does not pay. */
const LEAST_REPEATS = 4
/** Before so many texts nothing is decided. */
const SAMPLE = 1_024

/** Undefined where the texts do not repeat enough. */
export function repeatedTexts(given: readonly string[]): RepeatedTexts | undefined {
  const places = new Map<string, number>()
  const codes = new Uint32Array(given.length)
  for (let row = 0; row < given.length; row++) {
    const text = given[row] as string
    const known = places.get(text)
    codes[row] = known ?? places.size
    if (known !== undefined) continue
    places.set(text, places.size)
    if (places.size * LEAST_REPEATS > Math.max(SAMPLE, row)) return undefined
  }
  return places.size * LEAST_REPEATS > given.length ? undefined : { codes, texts: [...places.keys()] }
}
