import type {
  AttributeFact,
  BatchId,
  ConnectionId,
  ContactNo,
  Identity,
  IdentityNo,
} from '@esplanade/core/schema'
import type { SegmentPlan } from '@esplanade/core/segments'
import {
  evaluateSegments,
  factNeeds,
  maskToContacts,
  planSegments,
  resolveSegments,
} from '@esplanade/core/segments'
import type { WorldEvent } from '@esplanade/core/segments/reference'
import type { SegmentCase } from '@esplanade/core/segments/suites'
import type { EventColumns, Store } from '@esplanade/core/store'
import { duckdb } from '@esplanade/duckdb'

/** Members by segment, ascending, as a real DuckDB store and the engine name them, with the plan that they ran. */
export async function duckdbMembers(
  example: SegmentCase,
): Promise<{ members: Map<string, readonly number[]>; plan: SegmentPlan }> {
  const { definitions, catalog, asOf, currency, timeZone } = example
  const resolved = resolveSegments(definitions, catalog)
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.problems))
  const plan = planSegments(resolved.value, { asOf, currency, timeZone })
  const store = await duckdb({ file: ':memory:', threads: 2 }).open()
  try {
    await store.facts.prepare({
      catalog,
      currency,
      owners: new Map(),
      events: factNeeds(resolved.value).events,
    })
    await fill(store, example)
    const { segments } = await evaluateSegments(plan, store.facts)
    const members = new Map([...segments].map(([id, { mask }]) => [String(id), [...maskToContacts(mask)]]))
    return { members, plan }
  } finally {
    await store.close()
  }
}

const SOURCE = 'shop' as ConnectionId

async function fill({ state, facts }: Store, { world, asOf }: SegmentCase): Promise<void> {
  const created = world.contacts.map(({ contactNo }): Identity => {
    const value = `${contactNo}@example.com`
    return {
      kind: 'email',
      value,
      connection: null,
      identityNo: contactNo as IdentityNo,
      contactNo: contactNo as ContactNo,
    }
  })
  await state.saveIdentities({ created, merges: [] })
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

function columnsOf(type: string, rows: readonly WorldEvent[]): EventColumns {
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
