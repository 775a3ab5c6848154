import type { BatchId, ConnectionId, Instant } from '@esplanade/core/schema'
import {
  type EvaluationState,
  type EvaluationSubject,
  refreshState,
  startState,
} from '@esplanade/core/segments'
import type { EventColumns } from '@esplanade/core/store'
import { FIFTY, planOf } from './bench-plan.ts'
import type { BenchWorld } from './open-world.ts'
import { undone } from './undone.ts'
import { AS_OF } from './world-sql.ts'

const ROUNDS = 5
const NEW_EVENTS = 10_000
const TOUCHED_CONTACTS = 5_000

/** What arrives in a few minutes, by its share in ten. */
const TYPES = [
  ['email_sent', 3, '{"message":"m207","campaign":"c51"}'],
  ['email_opened', 2, '{"message":"m207","campaign":"c51","machine":false}'],
  ['page_viewed', 3, '{"url":"/shoes/1","category":"shoes","seconds":30}'],
  ['cart_added', 1, '{"product":"p1","price":"19.90","quantity":1}'],
  ['order_placed', 1, '{"order":"o","total":"39.80","items":2,"category":"shoes"}'],
] as const

/**
 * Seconds to bring an evaluation of all 50 segments up to date after 10,000 events of 5,000 contacts, the
 * clock `advanceMs` further: the median of five refreshes, one upon the other. Nothing of it stays stored.
 */
export async function incrementalSeconds(
  { store, size }: BenchWorld,
  advanceMs: number,
  tell: (text: string) => void,
): Promise<{ seconds: number; touched: number }> {
  const { facts } = store
  const { changes } = facts
  if (changes === undefined) throw new Error('The store does not tell what changed.')
  const subject: EvaluationSubject = {
    planAt: asOf => planOf(FIFTY, asOf),
    rosters: async () => new Uint32Array(),
    fingerprint: 'bench',
  }
  const times: number[] = []
  let touched = 0
  await undone(store, async () => {
    let state: EvaluationState = await startState(subject, AS_OF, await changes.watermark(), facts)
    for (let round = 0; round < ROUNDS; round++) {
      const from = AS_OF + round * advanceMs
      const events = arrived(round, from, advanceMs, size.contacts)
      await facts.append({ batch: `bench ${round}` as BatchId, attributes: [], events })
      const begun = performance.now()
      const refreshed = await refreshState(state, subject, (from + advanceMs) as Instant, facts)
      times.push((performance.now() - begun) / 1_000)
      if (refreshed.state === null) throw new Error(`The evaluation was not refreshed: ${refreshed.reason}.`)
      state = refreshed.state
      touched = refreshed.touched
      tell(`refresh ${round + 1}: ${times.at(-1)?.toFixed(3)} s, ${touched} contacts touched`)
    }
  })
  return { seconds: times.toSorted((a, b) => a - b)[ROUNDS >> 1] as number, touched }
}

function arrived(round: number, from: number, withinMs: number, contacts: number): EventColumns[] {
  let first = round * NEW_EVENTS
  return TYPES.map(([type, share, properties]) => {
    const length = (NEW_EVENTS * share) / 10
    const numbers = Array.from({ length }, (_, row) => first + row)
    first += length
    const contactNo = Uint32Array.from(
      numbers,
      number => 1 + (((number % TOUCHED_CONTACTS) * 7_919) % contacts),
    )
    return {
      type,
      source: 'news' as ConnectionId,
      eventId: BigUint64Array.from(numbers, number => BigInt(number + 1)),
      contactNo,
      identityNo: contactNo,
      at: Float64Array.from(numbers, number => from + 1 + ((number * 7_919) % (withinMs - 1))),
      properties: numbers.map(() => properties),
    }
  })
}
