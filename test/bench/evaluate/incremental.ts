import type { BatchId, ConnectionId, Instant, SegmentNo } from '@esplanade/core/schema'
import {
  contactsToMask,
  diffMasks,
  type Evaluation,
  type EvaluationMemory,
  type EvaluationSubject,
  evaluateAgain,
  evaluateSegments,
} from '@esplanade/core/segments'
import type { EventColumns, FactStore } from '@esplanade/core/store'
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

/** Seconds of one evaluation by difference, and of what stands apart from it. */
export interface RefreshSeconds {
  readonly refresh: number
  /** Reading back the kept state, as a process does that evaluates for the first time. */
  readonly load: number
  /** Writing who entered and who left. */
  readonly write: number
}

/**
 * Seconds to bring an evaluation of all 50 segments up to date after 10,000 events of 5,000 contacts, the
 * clock `advanceMs` further: the medians of five refreshes, one upon the other. Nothing of it stays stored.
 */
export async function refreshSeconds(
  { store, size }: BenchWorld,
  advanceMs: number,
  tell: (text: string) => void,
): Promise<RefreshSeconds> {
  const { facts } = store
  const subject: EvaluationSubject = {
    planAt: asOf => planOf(FIFTY, asOf),
    rosters: async () => new Uint32Array(),
    fingerprint: 'bench',
  }
  const memory: EvaluationMemory = { kept: null }
  const timer = () => performance.now() / 1_000
  const evaluate = (now: Instant) =>
    evaluateAgain(
      memory,
      { subject, now, full: false, maxStateBytes: Number.POSITIVE_INFINITY, timer },
      facts,
    )
  const refreshes: number[] = []
  const writes: number[] = []
  let load = Number.NaN
  const { segments } = await evaluateSegments(planOf(FIFTY), facts)
  // Stored for good, as it lies in a store whose evaluation is old; told again it changes nothing.
  await store.atomically(() => writeMembership({ asOf: AS_OF, segments }, facts))
  await undone(store, async () => {
    await evaluate(AS_OF)
    for (let round = 0; round < ROUNDS; round++) {
      const from = AS_OF + round * advanceMs
      const events = arrived(round, from, advanceMs, size.contacts)
      await facts.append({ batch: `bench ${round}` as BatchId, attributes: [], events })
      const now = (from + advanceMs) as Instant
      const { evaluation, mode, reason, touched, phases } = await evaluate(now)
      if (mode !== 'incremental') throw new Error(`The evaluation was not refreshed: ${reason}.`)
      refreshes.push(phases.evaluate)
      const begun = timer()
      await writeMembership(evaluation, facts)
      writes.push(timer() - begun)
      tell(
        `refresh ${round + 1}: ${phases.evaluate.toFixed(3)} s, ${touched} contacts touched; written in ${writes.at(-1)?.toFixed(3)} s`,
      )
    }
    memory.kept = null
    const { phases } = await evaluate((AS_OF + ROUNDS * advanceMs) as Instant)
    load = phases.load
    tell(`state loaded in ${load.toFixed(3)} s`)
  })
  return { refresh: median(refreshes), load, write: median(writes) }
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] as number

/** As a hub does: what is stored is read, and only what differs is written. */
async function writeMembership(
  { asOf, segments }: Pick<Evaluation, 'asOf' | 'segments'>,
  facts: FactStore,
): Promise<void> {
  const changes = []
  for (const [index, { mask }] of [...segments.values()].entries()) {
    const segment = (index + 1) as SegmentNo
    const members = await facts.members(segment)
    changes.push({ segment, version: 1, ...diffMasks(contactsToMask(members, mask.length * 32), mask) })
  }
  await facts.commitMembership({ asOf, segments: changes })
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
