import type { SegmentPlan } from '../lower/segment-plan.ts'
import type { RosterProvider } from '../plan.ts'

/** Asks for the rosters that a statement reads, by their index in the plan. */
export async function rostersOf(
  plan: SegmentPlan,
  read: ReadonlySet<number>,
  provider: RosterProvider | undefined,
): Promise<ReadonlyMap<number, Uint32Array>> {
  const lists = new Map<number, Uint32Array>()
  for (const index of read) {
    const roster = plan.rosters[index]
    if (roster === undefined) throw new Error(`The plan has no roster ${index}.`)
    if (provider === undefined) {
      throw new Error(`The plan asks for the roster ${roster.key}, and nobody was given to answer it.`)
    }
    lists.set(index, await provider(roster, plan.asOf))
  }
  return lists
}
