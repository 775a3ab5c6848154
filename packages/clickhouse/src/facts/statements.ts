import { readsOf, rostersOf, segmentSql } from '@esplanade/core/segments/sql'
import type { SegmentStatements } from '@esplanade/core/store'
import type { Statement } from '../engine/server.ts'
import { boundTexts } from './bound-texts.ts'
import type { FactContext } from './context.ts'
import { dialect } from './dialect.ts'
import { eventTable } from './event-table.ts'
import { storeTables } from './store-tables.ts'

type Print = SegmentStatements['print']

/** Segments evaluated by ClickHouse alone, one statement each. */
export function segmentStatements(context: FactContext): SegmentStatements {
  const statement = async (...[plan, id, provider]: Parameters<Print>): Promise<Required<Statement>> => {
    const segment = plan.segments.findIndex(planned => planned.id === id)
    if (segment < 0) throw new RangeError(`The plan has no segment "${id}".`)
    const reads = readsOf(plan, segment)
    const rosters = await rostersOf(plan, reads.rosters, provider)
    const events = new Map([...reads.events].map(([type, rows]) => [type, eventTable(context, type, rows)]))
    const { bind, parameters } = boundTexts()
    const tables = storeTables(context, events, rosters)
    return { sql: segmentSql(plan, segment, { dialect, bind, tables }), parameters }
  }
  return {
    print: async (...asked) => {
      const { sql, parameters } = await statement(...asked)
      return { sql, parameters: Object.values(parameters) }
    },
    members: async (...asked) => {
      const parts: Uint32Array[] = []
      for await (const [contacts] of context.server.columns(await statement(...asked), ['uint32'])) {
        parts.push(contacts as Uint32Array)
      }
      return ascending(parts)
    },
  }
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
