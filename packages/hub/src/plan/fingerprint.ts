import { createHash } from 'node:crypto'
import type { Value } from '@esplanade/core/schema'

/**
 * The spelling by which a value of ours and a value of a vendor are compared. Vendors hand numbers
 * and booleans back as text and blanks as nothing, which is no difference.
 */
export function spelling(value: Value | null | undefined): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'object') return [...value].sort().join(';')
  return String(value).normalize('NFC')
}

/** A short hash of named values, the same however they are ordered. */
export function fingerprint(values: Readonly<Record<string, Value | null | undefined>>): string {
  const hash = createHash('sha256')
  for (const name of Object.keys(values).sort()) hash.update(`${name}\u0000${spelling(values[name])}\u0000`)
  return hash.digest('base64url').slice(0, 22)
}
