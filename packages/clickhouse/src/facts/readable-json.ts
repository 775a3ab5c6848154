/**
 * JSON that the server reads as it is meant, or undefined for text that is none. Half of a surrogate
 * pair is legal in JavaScript and no Unicode; it becomes the replacement character. A whole number
 * beyond 64 bits makes the server's parser give up on the whole object; it gets an exponent.
 */
export function readableJson(json: string): string | undefined {
  const value = parsed(json)
  if (value === undefined) return undefined
  if (!json.includes('\\ud') && !/\d{19}/.test(json)) return json
  const text = JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'string' ? part.toWellFormed() : part,
  )
  // Whatever stands between quotes is skipped; digits outside of them are a number.
  return text.replace(/"(?:[^"\\]|\\.)*"|-?\d{19,}/g, found =>
    found.startsWith('"') ? found : Number(found).toExponential(),
  )
}

/** Undefined for what is no JSON; no JSON text says undefined. */
function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined
    throw cause
  }
}
