import type { SegmentPlan } from '@esplanade/core/segments'
import {
  type EventTable,
  type Reads,
  readsOf,
  rostersOf,
  segmentSql,
  textParameters,
} from '@esplanade/core/segments/sql'
import type { PrintedStatement, SegmentStatements } from '@esplanade/core/store'
import type { Database } from '../engine/database.ts'
import type { Session } from '../engine/session.ts'
import { placesOf } from './attribute-columns.ts'
import { dialect } from './dialect.ts'
import { eventSource } from './event-source.ts'

/** Segments evaluated by DuckDB alone, one statement each. */
export function segmentStatements(database: Database): SegmentStatements {
  const print: SegmentStatements['print'] = async (plan, id, rosters) => {
    const segment = plan.segments.findIndex(planned => planned.id === id)
    if (segment < 0) throw new RangeError(`The plan has no segment "${id}".`)
    const reads = readsOf(plan, segment)
    const lists = await rostersOf(plan, reads.rosters, rosters)
    return database.read(session => printSegment(session, plan, segment, reads, lists))
  }
  return {
    print,
    members: async (plan, id, rosters) => {
      const { sql, parameters } = await print(plan, id, rosters)
      const parts: Uint32Array[] = []
      for await (const chunk of database.chunks(sql, parameters)) parts.push(chunk.uint32(0))
      return ascending(parts)
    },
  }
}

async function printSegment(
  session: Session,
  plan: SegmentPlan,
  segment: number,
  { events }: Reads,
  rosters: ReadonlyMap<number, Uint32Array>,
): Promise<PrintedStatement> {
  const tables = new Map<string, EventTable>()
  for (const [type, aggregates] of events) {
    const table = await eventSource(session, { type, aggregates })
    if (table !== undefined) tables.set(type, table)
  }
  const places = await placesOf(session)
  const merged = (await session.rows('select 1 from contact_alias limit 1')).length > 0
  const { parameters, bind } = textParameters(place => `$${place}`)
  const sql = segmentSql(plan, segment, {
    dialect,
    bind,
    tables: {
      events: type => tables.get(type),
      attribute: name => {
        const place = places.get(name)
        if (place === undefined)
          throw new RangeError(`The store has no attribute "${name}"; prepare it first.`)
        return place
      },
      // One parameter however many they are: a list of literals would be parsed for longer than it is used.
      roster: number =>
        `(select unnest(from_json(${bind(`[${rosters.get(number)?.join(',') ?? ''}]`)}, '["uinteger"]')) as contact_no)`,
      living: merged ? 'identity_now' : 'identity',
      aliases: merged ? 'contact_alias' : null,
    },
  })
  return { sql, parameters }
}

function ascending(parts: readonly Uint32Array[]): Uint32Array {
  const all = new Uint32Array(parts.reduce((sum, { length }) => sum + length, 0))
  let from = 0
  for (const part of parts) {
    all.set(part, from)
    from += part.length
  }
  return all.sort()
}
