import { hasContact, maskToContacts } from '../evaluate/mask.ts'

/** One line of a Pareto table: segments by how much of the engagement their members bring. */
export interface ParetoRow {
  readonly segment: string
  readonly members: number
  /** What its members bring, and the part of everything that it is. */
  readonly engagement: number
  readonly share: number
  /** The part of all segments that this and those above it are. */
  readonly segmentsShare: number
  /** The part of everything that the members of this and those above it bring, each counted once. */
  readonly cumulative: number
}

/**
 * Ranks segments by the engagement of their members. Segments overlap, so the shares add up to more
 * than the whole; the cumulative column counts each contact once.
 */
export function pareto(
  segments: readonly { readonly id: string; readonly mask: Uint32Array }[],
  living: Uint32Array,
  engagementOf: (contact: number) => number,
): { readonly total: number; readonly rows: readonly ParetoRow[] } {
  let total = 0
  for (const contact of maskToContacts(living)) total += engagementOf(contact)
  const shareOf = (engagement: number): number => (total === 0 ? 0 : engagement / total)
  const ranked = segments
    .map(({ id, mask }) => {
      const contacts = maskToContacts(mask)
      let engagement = 0
      for (const contact of contacts) engagement += engagementOf(contact)
      return { id, contacts, engagement }
    })
    .toSorted((a, b) => b.engagement - a.engagement || (a.id < b.id ? -1 : 1))
  const counted = new Uint32Array(living.length)
  let reached = 0
  const rows = ranked.map(({ id, contacts, engagement }, index) => {
    for (const contact of contacts) {
      if (hasContact(counted, contact)) continue
      counted[contact >>> 5] = (counted[contact >>> 5] as number) | (1 << (contact & 31))
      reached += engagementOf(contact)
    }
    return {
      segment: id,
      members: contacts.length,
      engagement,
      share: shareOf(engagement),
      segmentsShare: (index + 1) / ranked.length,
      cumulative: shareOf(reached),
    }
  })
  return { total, rows }
}
