/**
 * Collects the texts of a statement. Each stands once, however often it is named, so that equal
 * conditions are equal as text too. `placeholder` gets the place, counted from 1.
 */
export function textParameters(placeholder: (place: number) => string): {
  readonly parameters: readonly string[]
  readonly bind: (text: string) => string
} {
  const parameters: string[] = []
  const places = new Map<string, string>()
  return {
    parameters,
    bind: text => {
      const place = places.get(text) ?? placeholder(parameters.push(text))
      places.set(text, place)
      return place
    },
  }
}
