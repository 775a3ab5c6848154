import { eventIdWriter, type Resolved } from '@esplanade/core/identity'
import type { ConnectionId } from '@esplanade/core/schema'
import type { EventColumns } from '@esplanade/core/store'

/** Collects the events of one type column by column, without an object per event. */
export interface EventBuilder {
  add(sourceId: string, person: number, at: number, properties: string): void
  /** The columns, with every person known. */
  finish(people: ReadonlyMap<number, Resolved>): EventColumns
}

export function eventBuilder(type: string, source: ConnectionId, capacity: number): EventBuilder {
  const eventId = new BigUint64Array(capacity)
  const persons = new Uint32Array(capacity)
  const times = new Float64Array(capacity)
  const properties: string[] = []
  const writeId = eventIdWriter(eventId, source, type)
  return {
    add(sourceId, person, at, json) {
      const row = properties.push(json) - 1
      writeId(row, sourceId)
      persons[row] = person
      times[row] = at
    },
    finish: people => {
      const size = properties.length
      const contactNo = new Uint32Array(size)
      const identityNo = new Uint32Array(size)
      for (let row = 0; row < size; row++) {
        const who = people.get(persons[row] as number) as Resolved
        contactNo[row] = who.contactNo
        identityNo[row] = who.identityNo
      }
      return {
        type,
        source,
        eventId: eventId.subarray(0, size),
        contactNo,
        identityNo,
        at: times.subarray(0, size),
        properties,
      }
    },
  }
}
