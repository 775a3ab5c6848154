import type { EventTable, SqlTables } from '@esplanade/core/segments/sql'
import { attributeTable, identitiesSql } from './attribute-table.ts'
import type { FactContext } from './context.ts'

/** Where the printer of core finds what a plan reads. */
export function storeTables(
  context: FactContext,
  events: ReadonlyMap<string, EventTable>,
  rosters: ReadonlyMap<number, Uint32Array> = new Map(),
): SqlTables {
  const aliases = `(select from_no, into_no from ${context.server.table('contact_alias')} final)`
  return {
    events: type => events.get(type),
    attribute: name => attributeTable(context, name),
    living: identitiesSql(context),
    // One text however many they are: a list of literals would be parsed for longer than it is used.
    roster: number => {
      const list = rosters.get(number)
      return list === undefined || list.length === 0
        ? '(select toUInt32(0) as contact_no where false)'
        : `(select toUInt32(arrayJoin(splitByChar(',', '${list.join(',')}'))) as contact_no)`
    },
    aliases: context.aliases.size === 0 ? null : aliases,
  }
}
