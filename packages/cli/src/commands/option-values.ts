import { InvalidArgumentError } from 'commander'

/** `name=column`, collected over repeats. */
export function pair(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const at = text.indexOf('=')
  const [name, column] = [text.slice(0, at).trim(), text.slice(at + 1).trim()]
  if (at < 0 || name === '' || column === '') throw new InvalidArgumentError('Expected name=column.')
  return { ...before, [name]: column }
}

/** `a,b,c`; a repeat adds to it. */
export function list(text: string, before: readonly string[] = []): string[] {
  const values = text.split(',').map(value => value.trim())
  if (values.includes('')) throw new InvalidArgumentError('Expected values separated by commas, none empty.')
  return [...before, ...values]
}

/** A whole number within bounds. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return text => {
    const value = Number(text)
    if (text.trim() !== '' && Number.isInteger(value) && value >= least && value <= most) return value
    throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`)
  }
}
