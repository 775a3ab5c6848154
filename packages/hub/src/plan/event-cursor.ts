import type { StateStore, TargetKey } from '@esplanade/core/store'
import type { EventCursor } from './event-plan.ts'
import { readLedger } from './target-plan.ts'

const streamOf = ({ container, target }: TargetKey): string => `push ${container} ${target}`

/** How far a sync of events has got; undefined before its first push. */
export async function eventCursor(state: StateStore, key: TargetKey): Promise<EventCursor | undefined> {
  const text = await state.cursor({ connection: key.connection, stream: streamOf(key) })
  return text === undefined ? undefined : (JSON.parse(text) as EventCursor)
}

/** Moves on, and forgets what the ledger has of earlier instants: nothing of them is ever planned again. */
export async function saveEventCursor(state: StateStore, key: TargetKey, cursor: EventCursor): Promise<void> {
  const told = [...(await readLedger(state, key)).values()]
  const past = told.filter(({ sent }) => Date.parse(sent) < cursor.told).map(({ remoteId }) => remoteId)
  await state.removeLedger(key, past)
  await state.saveCursor({ connection: key.connection, stream: streamOf(key) }, JSON.stringify(cursor))
}
