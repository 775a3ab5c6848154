import { RequestError } from '../request-error.ts'

/** What is wrong with a column mapping, all of it at once. */
export function mappingProblem(problems: readonly string[]): RequestError {
  const lines = problems.length === 1 ? ` ${problems[0]}` : problems.map(line => `\n  ${line}`).join('')
  return new RequestError(`The column mapping does not fit:${lines}`)
}

const FLAGS: Readonly<Record<string, string>> = {
  attributes: '--attribute',
  changedAt: '--changed-at',
  consent: '--consent',
  'consent.column': '--consent',
  'consent.at': '--consent-at',
  'type.column': '--type-column',
  properties: '--property',
}

/** A key of the mapping as both its writers know it: the flag of the command, then the key of a file. */
export function mappingKey(key: string): string {
  const flag = FLAGS[key]
  if (flag !== undefined) return `${flag} (${key})`
  const [part = '', name] = key.split(/\.(.*)/s)
  if (name === undefined) return `--${key}`
  return part === 'identities' ? `--${name} (${key})` : `${FLAGS[part] ?? `--${part}`} ${name} (${key})`
}
