import type { EventColumns } from '@esplanade/core/store'
import type { Session } from '../engine/session.ts'
import { type EventTypeRow, eventTypes, nextTypeNo, saveEventType } from './event-types.ts'

/** Puts a page's events, of whatever types, into the temporary table `staged`. Returns the types met. */
export async function stageEvents(
  session: Session,
  blocks: readonly EventColumns[],
): Promise<readonly EventTypeRow[]> {
  const types = await numberTypes(session, blocks)
  const length = blocks.reduce((sum, { eventId }) => sum + eventId.length, 0)
  const typeNo = new Uint32Array(length)
  const contactNo = new Uint32Array(length)
  const identityNo = new Uint32Array(length)
  const eventId = new BigUint64Array(length)
  const ts = new Float64Array(length)
  const retracted = new Uint8Array(length)
  const properties: string[] = []
  const source: string[] = []
  let from = 0
  for (const block of blocks) {
    const to = from + block.eventId.length
    typeNo.fill(types.get(block.type)?.no ?? 0, from, to)
    contactNo.set(block.contactNo, from)
    identityNo.set(block.identityNo, from)
    eventId.set(block.eventId, from)
    ts.set(block.at, from)
    if (block.retracted) retracted.set(block.retracted, from)
    for (const text of block.properties) properties.push(wellFormed(text))
    for (let row = from; row < to; row++) source.push(block.source)
    from = to
  }
  await session.stage('staged', [
    { name: 'ordinal', values: Uint32Array.from({ length }, (_, row) => row) },
    { name: 'type_no', values: typeNo },
    { name: 'event_id', values: eventId },
    { name: 'contact_no', values: contactNo },
    { name: 'identity_no', values: identityNo },
    { name: 'ts', values: ts },
    { name: 'properties', values: properties },
    { name: 'source', values: source },
    { name: 'retracted', values: retracted },
  ])
  return [...new Set(blocks.map(({ type }) => type))].flatMap(name => types.get(name) ?? [])
}

/** Types met for the first time get a number; whether they may change is said by `prepare`. */
async function numberTypes(
  session: Session,
  blocks: readonly EventColumns[],
): Promise<Map<string, EventTypeRow>> {
  const types = await eventTypes(session)
  for (const { type: name } of blocks) {
    if (types.has(name)) continue
    const row = { no: nextTypeNo(types), name, correctable: false, hot: false }
    await saveEventType(session, row)
    types.set(name, row)
  }
  return types
}

/**
 * Half of a surrogate pair is legal in JavaScript and written as an escape in JSON, but is no Unicode:
 * the engine would refuse the event for ever. It becomes the replacement character.
 */
function wellFormed(json: string): string {
  if (!json.includes('\\ud')) return json
  return JSON.stringify(JSON.parse(json), (_, value) =>
    typeof value === 'string' ? value.toWellFormed() : value,
  )
}
