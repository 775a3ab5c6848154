import { literal } from '../engine/sql.ts'

/** Characters of parameters that go into a request's address; servers refuse long ones. */
const MAX_IN_ADDRESS = 4_000

/**
 * Collects the texts of a statement as named parameters, each once. What would make the request's
 * address too long, or is not told apart there, stands in the statement as hexadecimal digits instead.
 */
export function boundTexts(): {
  readonly parameters: Readonly<Record<string, string>>
  readonly bind: (text: string) => string
} {
  const parameters: Record<string, string> = {}
  const places = new Map<string, string>()
  let characters = 0
  return {
    parameters,
    bind: text => {
      const known = places.get(text)
      if (known !== undefined) return known
      characters += encodeURIComponent(text).length
      const name = `t${places.size}`
      const fits = characters <= MAX_IN_ADDRESS
      if (fits) parameters[name] = text
      const place = fits ? `{${name}:String}` : literal(text)
      places.set(text, place)
      return place
    },
  }
}
