import type {
  AttributeFact,
  BatchId,
  ConnectionId,
  ContactNo,
  Identity,
  IdentityNo,
} from '@esplanade/core/schema'
import type { RosterProvider, SegmentPlan } from '@esplanade/core/segments'
import { evaluateSegments, maskToContacts, planSegments } from '@esplanade/core/segments'
import { type WorldEvent, worldRosters } from '@esplanade/core/segments/reference'
import type { SegmentCase } from '@esplanade/core/segments/suites'
import type { EventColumns, FactStore, Store } from '@esplanade/core/store'
import { prepareCase } from './prepare-case.ts'

/** Members by segment, ascending, and all that is known about how they were found. */
export interface NamedMembers {
  readonly members: ReadonlyMap<string, readonly number[]>
  readonly because: (segment: string) => {
    readonly way: string
    readonly plan: SegmentPlan
    /** The segment's own statement. */
    readonly statement: unknown
  }
}

/** What the engine names over a real store that is empty, and what the store names by one statement a segment. */
export async function storeMembers(example: SegmentCase, store: Store): Promise<readonly NamedMembers[]> {
  const { definitions, asOf, currency, timeZone } = example
  const resolved = await prepareCase(store, definitions, example)
  const plan = planSegments(resolved, { asOf, currency, timeZone })
  await fill(store, example)
  return namedBy(plan, store.facts, worldRosters(example.world))
}

/** What the engine names over what a store holds, and what the store names by one statement a segment. */
export async function namedBy(
  plan: SegmentPlan,
  facts: FactStore,
  rosters: RosterProvider,
): Promise<readonly NamedMembers[]> {
  const { statements } = facts
  if (statements === undefined) throw new Error('This store evaluates no statements.')
  const printed = new Map<string, unknown>()
  for (const { id } of plan.segments) printed.set(id, await statements.print(plan, id, rosters))
  const by = (way: string) => (segment: string) => ({ way, plan, statement: printed.get(segment) })

  const { segments } = await evaluateSegments(plan, facts, rosters)
  const scanned = new Map([...segments].map(([id, { mask }]) => [String(id), [...maskToContacts(mask)]]))
  const stated = new Map<string, readonly number[]>()
  for (const { id } of plan.segments) {
    try {
      stated.set(id, [...(await statements.members(plan, id, rosters))])
    } catch (cause) {
      throw new Error(`${JSON.stringify(printed.get(id))} failed.`, { cause })
    }
  }
  return [
    { members: scanned, because: by('over shared scans') },
    { members: stated, because: by('by its statement') },
  ]
}

export const SOURCE = 'shop' as ConnectionId

async function fill({ state, facts }: Store, { world, asOf }: SegmentCase): Promise<void> {
  await state.saveIdentities({ created: world.contacts.map(identityOf), merges: [] })
  const attributes = world.contacts.flatMap(({ contactNo, attributes: values }) =>
    Object.entries(values).map(
      ([name, value]): AttributeFact => ({
        identityNo: contactNo as IdentityNo,
        name,
        value,
        source: SOURCE,
        at: asOf,
      }),
    ),
  )
  const events = [...Map.groupBy(world.events, ({ type }) => type)].map(([type, rows]) =>
    columnsOf(type, rows),
  )
  await facts.append({ batch: 'world' as BatchId, attributes, events })
}

export function identityOf({ contactNo }: { readonly contactNo: number }): Identity {
  return {
    kind: 'email',
    value: `${contactNo}@example.com`,
    connection: null,
    identityNo: contactNo as IdentityNo,
    contactNo: contactNo as ContactNo,
  }
}

export function columnsOf(type: string, rows: readonly WorldEvent[]): EventColumns {
  return {
    type,
    source: SOURCE,
    eventId: BigUint64Array.from(rows, ({ eventId }) => eventId),
    contactNo: Uint32Array.from(rows, ({ contactNo }) => contactNo),
    identityNo: Uint32Array.from(rows, ({ contactNo }) => contactNo),
    at: Float64Array.from(rows, ({ at }) => at),
    properties: rows.map(({ properties }) => JSON.stringify(properties)),
  }
}
