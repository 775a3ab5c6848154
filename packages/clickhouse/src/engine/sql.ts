/** Quotes a name. Every identifier goes through here, whoever chose it. */
export const identifier = (name: string): string => `\`${name.replace(/[\\`]/g, '\\$&')}\``

/** A text as SQL that is nothing but hexadecimal digits, for where no parameter can stand. */
export const literal = (text: string): string =>
  /^[\w ./:-]*$/.test(text) ? `'${text}'` : `unhex('${Buffer.from(text, 'utf8').toString('hex')}')`

/** A number as SQL: whole ones as 64-bit integers, others as floats, which the parser reads exactly. */
export function number(value: number): string {
  if (Number.isSafeInteger(value)) return `toInt64(${value})`
  return Number.isFinite(value) ? `toFloat64(${value})` : value > 0 ? 'inf' : '-inf'
}
