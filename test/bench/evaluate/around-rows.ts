import type { ContactNo } from '@esplanade/core/schema'
import {
  diffMasks,
  evaluateSegments,
  eventsToExplain,
  explain,
  maskToContacts,
  sharedCounts,
} from '@esplanade/core/segments'
import type { Session } from '@esplanade/duckdb/engine'
import { type Row, rounded } from '../row.ts'
import { alternating } from './alternating.ts'
import { CATALOG, CURRENCY, FIFTY, planOf, resolvedSegments, TIME_ZONE } from './bench-plan.ts'
import type { BenchWorld } from './open-world.ts'
import { AS_OF } from './world-sql.ts'

const DAY_MS = 86_400_000

/** The difference of two runs, the overlap matrix and one explanation, each against SQL that answers the same. */
export async function aroundRows(world: BenchWorld, tell: (text: string) => void): Promise<Row[]> {
  const { database, store } = world
  const masksAt = async (asOf: number) =>
    [...(await evaluateSegments(planOf(FIFTY, asOf as typeof AS_OF), store.facts)).segments.values()].map(
      ({ mask }) => mask,
    )
  const [before, after] = [await masksAt(AS_OF - DAY_MS), await masksAt(AS_OF)]
  return database.read(async session => {
    await stagePairs(session, 'pairs_before', before)
    await stagePairs(session, 'pairs_after', after)
    const seconds = await alternating(
      {
        difference: async () =>
          after.map((mask, index) => diffMasks(before[index] ?? new Uint32Array(), mask)),
        except: () =>
          session.chunks(
            `(from pairs_after except from pairs_before) union all (from pairs_before except from pairs_after)`,
          ),
        overlap: async () => sharedCounts(after),
        selfJoin: () =>
          session.chunks(
            `select a.segment, b.segment, count(*) from pairs_after a join pairs_after b using (contact_no) group by all`,
          ),
      },
      tell,
    )
    await session.run('drop table pairs_before')
    await session.run('drop table pairs_after')
    const row = (name: string, value: number, base: number, reach: string): Row => ({
      name,
      value: rounded(value),
      unit: 's',
      floor: rounded(base),
      ratio: rounded(value / base),
      reach,
    })
    return [
      row('difference of two runs against EXCEPT', seconds.difference, seconds.except, '≤ 0.2'),
      row('overlap matrix 50 × 50 against a self-join', seconds.overlap, seconds.selfJoin, '≤ 0.333'),
    ]
  })
}

async function stagePairs(session: Session, table: string, masks: readonly Uint32Array[]): Promise<void> {
  const members = masks.map(mask => maskToContacts(mask))
  const length = members.reduce((sum, contacts) => sum + contacts.length, 0)
  const segment = new Uint8Array(length)
  const contactNo = new Uint32Array(length)
  let from = 0
  for (const [index, contacts] of members.entries()) {
    segment.fill(index, from, from + contacts.length)
    contactNo.set(contacts, from)
    from += contacts.length
  }
  await session.stage(table, [
    { name: 'segment', values: segment },
    { name: 'contact_no', values: contactNo },
  ])
}

/** One contact's explanation against one scan of the contact columns that could find its events. */
export async function explainRow(
  { database, store }: BenchWorld,
  tell: (text: string) => void,
): Promise<Row> {
  const segment = FIFTY.find(({ id }) => id === 'viewed-carted-left') as (typeof FIFTY)[number]
  const types = eventsToExplain(segment, FIFTY, resolvedSegments(FIFTY))
  const contactNo = 4_242 as ContactNo
  const known = await database.read(session =>
    session.rows<{ no: number; name: string }>('select type_no as no, name from event_type'),
  )
  const tables = known.filter(({ name }) => types.includes(name)).map(({ no }) => `events_${no}`)
  const seconds = await alternating(
    {
      scan: async () => {
        for (const table of tables) {
          const sql = `select count(*) from ${table} where contact_no = ${contactNo}`
          for await (const chunk of database.chunks(sql)) chunk satisfies object
        }
      },
      explain: async () => {
        const [events, profiles] = await Promise.all([
          all(store.facts.eventsOf([contactNo], types)),
          store.facts.profiles([contactNo]),
        ])
        const contact = { contactNo, attributes: profiles.get(contactNo) ?? {} }
        explain(
          { segment, definitions: FIFTY, contact, events },
          { asOf: AS_OF, currency: CURRENCY, timeZone: TIME_ZONE, catalog: CATALOG, latest: 3 },
        )
      },
    },
    tell,
  )
  return {
    name: 'explain one contact against a scan of the contact columns',
    value: rounded(seconds.explain),
    unit: 's',
    floor: rounded(seconds.scan),
    ratio: rounded(seconds.explain / seconds.scan),
    reach: '≤ 1',
  }
}

async function all<Item>(pages: AsyncIterable<readonly Item[]>): Promise<Item[]> {
  const items: Item[] = []
  for await (const page of pages) items.push(...page)
  return items
}
