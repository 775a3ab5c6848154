import type { EventColumns } from '@esplanade/core/store'
import type { Session } from '../engine/session.ts'
import { type EventTypeRow, eventTypes, nextTypeNo, saveEventType } from './event-types.ts'

/** A page's events of all types, each type by its number. Row `i` is made of the `i`-th of each column. */
export interface EventPage {
  /** The types met. */
  readonly types: readonly EventTypeRow[]
  readonly typeNo: Uint32Array
  readonly eventId: BigUint64Array
  readonly contactNo: Uint32Array
  readonly identityNo: Uint32Array
  readonly ts: Float64Array
  readonly retracted: Uint8Array
  readonly properties: readonly string[]
  /** Places in `sources`. */
  readonly sourceNo: Uint32Array
  readonly sources: readonly string[]
}

/** Puts the blocks of a page one behind the other. */
export async function eventPage(session: Session, blocks: readonly EventColumns[]): Promise<EventPage> {
  const types = await numberTypes(session, blocks)
  const length = blocks.reduce((sum, { eventId }) => sum + eventId.length, 0)
  const typeNo = new Uint32Array(length)
  const contactNo = new Uint32Array(length)
  const identityNo = new Uint32Array(length)
  const eventId = new BigUint64Array(length)
  const ts = new Float64Array(length)
  const retracted = new Uint8Array(length)
  const properties: string[] = []
  const sources = [...new Set(blocks.map(({ source }) => String(source)))]
  const sourceNo = new Uint32Array(length)
  let from = 0
  for (const block of blocks) {
    const to = from + block.eventId.length
    typeNo.fill(types.get(block.type)?.no ?? 0, from, to)
    contactNo.set(block.contactNo, from)
    identityNo.set(block.identityNo, from)
    eventId.set(block.eventId, from)
    ts.set(block.at, from)
    if (block.retracted) retracted.set(block.retracted, from)
    for (const text of block.properties) properties.push(text)
    sourceNo.fill(sources.indexOf(block.source), from, to)
    from = to
  }
  const met = [...new Set(blocks.map(({ type }) => type))].flatMap(name => types.get(name) ?? [])
  return { types: met, typeNo, eventId, contactNo, identityNo, ts, retracted, properties, sourceNo, sources }
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
