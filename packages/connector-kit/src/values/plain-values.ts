import type { IdentityClaim, Value } from '@esplanade/core/schema'

/** What can be held of a vendor's free-form value: scalars and lists of them. Blanks and objects cannot. */
export function plainValue(raw: unknown): Value | undefined {
  if (typeof raw === 'string') return raw === '' ? undefined : raw
  if (typeof raw === 'number') return Number.isFinite(raw) ? raw : undefined
  if (typeof raw === 'boolean') return raw
  if (!Array.isArray(raw) || raw.length === 0) return undefined
  const texts = raw.map(item => (typeof item === 'object' ? undefined : String(item)))
  return texts.every(text => text !== undefined) ? texts : undefined
}

/** Names and values without those that can't be held; of a name given twice the later one. */
export function plainValues(entries: Iterable<readonly [string, unknown]>): Record<string, Value> {
  const values: Record<string, Value> = {}
  for (const [name, raw] of entries) {
    const value = plainValue(raw)
    if (value !== undefined) values[name] = value
  }
  return values
}

/** Claims of the identities that a member has, in the order given; blank ones are none. */
export function identityClaims(
  ...given: readonly (readonly [IdentityClaim['kind'], unknown])[]
): IdentityClaim[] {
  return given.flatMap(([kind, raw]) => {
    const value = typeof raw === 'number' ? String(raw) : raw
    return typeof value === 'string' && value !== '' ? [{ kind, value }] : []
  })
}
