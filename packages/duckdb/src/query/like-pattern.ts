import { constantText } from './constant-text.ts'

/** Functions that DuckDB's parser makes of LIKE and ILIKE, with a pattern as their second argument. */
const LIKES: ReadonlySet<string> = new Set(
  '~~ !~~ ~~* !~~* like_escape ilike_escape not_like_escape not_ilike_escape'.split(' '),
)
/** Those that look for the parts of a pattern one after the other, as long as it has no `_`. */
const LINEAR: ReadonlySet<string> = new Set(['~~', '!~~'])

/**
 * Why the pattern of a LIKE may not be run; undefined for one that may, and for other functions. For every
 * `%` DuckDB tries each place of the text anew, inside one step that nothing interrupts: five of them over
 * two hundred letters take minutes, six take years.
 */
export function slowPattern(name: string, [, pattern]: readonly unknown[]): string | undefined {
  if (!LIKES.has(name)) return undefined
  const text = constantText(pattern)
  if (text === undefined) return 'The pattern of a LIKE has to be written out; use contains() for others.'
  if (LINEAR.has(name) && !text.includes('_')) return undefined
  const [, ...others] = text.replace(/%+$/, '').split(/%+/)
  return others.length > 1
    ? 'The pattern of a LIKE may take for ever: with "_", ILIKE or ESCAPE it may have one % before other letters. Use contains(), or LIKE without "_".'
    : undefined
}
