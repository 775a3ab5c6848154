import { eventIdWriter, type Resolved } from '@esplanade/core/identity'
import type { ConnectionId, EventRow } from '@esplanade/core/schema'
import type { EventColumns } from '@esplanade/core/store'

/** Turns event rows into one set of columns per type, as the store appends them. */
export function eventColumns(
  events: readonly EventRow[],
  resolved: readonly Resolved[],
  { connection }: { connection: ConnectionId },
): EventColumns[] {
  const rowsOfType = new Map<string, number[]>()
  events.forEach((event, row) => {
    const rows = rowsOfType.get(event.type)
    if (rows === undefined) rowsOfType.set(event.type, [row])
    else rows.push(row)
  })
  return [...rowsOfType].map(([type, rows]) => columnsOf(type, rows, events, resolved, connection))
}

function columnsOf(
  type: string,
  rows: readonly number[],
  events: readonly EventRow[],
  resolved: readonly Resolved[],
  source: ConnectionId,
): EventColumns {
  const eventId = new BigUint64Array(rows.length)
  const contactNo = new Uint32Array(rows.length)
  const identityNo = new Uint32Array(rows.length)
  const at = new Float64Array(rows.length)
  const retracted = new Uint8Array(rows.length)
  const writeId = eventIdWriter(eventId, source, type)
  const properties = rows.map((row, index) => {
    const event = events[row] as EventRow
    const who = resolved[row] as Resolved
    writeId(index, event.sourceId)
    contactNo[index] = who.contactNo
    identityNo[index] = who.identityNo
    at[index] = event.at
    retracted[index] = event.retracted ? 1 : 0
    return JSON.stringify(event.properties)
  })
  return {
    type,
    source,
    eventId,
    contactNo,
    identityNo,
    at,
    properties,
    ...(retracted.includes(1) ? { retracted } : {}),
  }
}
