import type { Instant } from '@esplanade/core/schema'
import type { NamedFacts, SegmentPlan } from '@esplanade/core/segments'
import { amountsOfSlot, amountsRead, readsOf } from '@esplanade/core/segments/sql'
import type { AmountPlace } from '@esplanade/core/store'
import type { HubContext } from '../context.ts'
import type { MissingAmounts } from './results.ts'

/** Says which amounts an answer would lack, because they are in another currency and no rate converts them. */
export interface AmountsAtStake {
  ofSegment(plan: SegmentPlan, segment: number): Promise<readonly MissingAmounts[]>
  ofSlot(plan: SegmentPlan, slot: number): Promise<readonly MissingAmounts[]>
  /** Of everything that is named, until a moment. */
  ofNeeds(needs: Pick<NamedFacts, 'events'>, until: Instant): Promise<readonly MissingAmounts[]>
}

/** Counts each place once, however often it is asked for. Finds nothing where such amounts are to be left out. */
export function amountsAtStake({
  store: { facts },
  config: { catalog, foreignAmounts },
}: {
  readonly store: Pick<HubContext['store'], 'facts'>
  readonly config: Pick<HubContext['config'], 'catalog' | 'foreignAmounts'>
}): AmountsAtStake {
  const known = new Map<string, MissingAmounts>()
  const missing = async (places: readonly AmountPlace[]): Promise<readonly MissingAmounts[]> => {
    if (foreignAmounts === 'leave-out') return []
    const asked = places.filter(place => !known.has(JSON.stringify(place)))
    const counts = asked.length === 0 ? [] : await facts.foreignAmounts(asked)
    for (const [index, place] of asked.entries()) {
      const { event, property } = place
      const { count, currencies } = counts[index] ?? { count: 0, currencies: [] }
      known.set(JSON.stringify(place), { event, property, amounts: count, currencies })
    }
    return places.flatMap(place => {
      const found = known.get(JSON.stringify(place))
      return found !== undefined && found.amounts > 0 ? [found] : []
    })
  }
  const ofQuery = async (text: string, asOf: Instant): Promise<AmountPlace[]> => {
    const read = (await facts.queries?.amounts({ text, catalog, asOf })) ?? []
    // Which of the rows it reads only the query itself knows.
    return read.map(place => ({ ...place, after: null, until: asOf }))
  }
  return {
    ofSegment: async (plan, segment) => {
      const places = amountsRead(plan, segment)
      for (const number of readsOf(plan, segment).rosters) {
        const roster = plan.rosters[number]
        if (roster?.kind === 'query') places.push(...(await ofQuery(roster.text, plan.asOf)))
      }
      return missing(places)
    },
    ofSlot: (plan, slot) => missing(amountsOfSlot(plan, slot)),
    ofNeeds: ({ events }, until) =>
      missing(
        [...events].flatMap(([event, properties]) =>
          [...properties]
            .filter(name => catalog.events.get(event)?.properties.get(name) === 'money')
            .map(property => ({ event, property, after: null, until })),
        ),
      ),
  }
}
