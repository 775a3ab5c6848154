import { writeEventId } from '@esplanade/core/identity'
import type { ConnectionId } from '@esplanade/core/schema'
import type { EventColumns } from '@esplanade/core/store'

/** Collects the events of one type column by column, without an object per event. */
export interface EventBuilder {
  add(sourceId: string, contactNo: number, identityNo: number, at: number, properties: string): void
  finish(): EventColumns
}

export function eventBuilder(type: string, source: ConnectionId, capacity: number): EventBuilder {
  const eventId = new BigUint64Array(capacity)
  const contacts = new Uint32Array(capacity)
  const identities = new Uint32Array(capacity)
  const times = new Float64Array(capacity)
  const properties: string[] = []
  return {
    add(sourceId, contactNo, identityNo, at, json) {
      const row = properties.push(json) - 1
      writeEventId(eventId, row, source, type, sourceId)
      contacts[row] = contactNo
      identities[row] = identityNo
      times[row] = at
    },
    finish: () => {
      const size = properties.length
      return {
        type,
        source,
        eventId: eventId.subarray(0, size),
        contactNo: contacts.subarray(0, size),
        identityNo: identities.subarray(0, size),
        at: times.subarray(0, size),
        properties,
      }
    },
  }
}
