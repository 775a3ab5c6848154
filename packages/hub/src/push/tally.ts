import type { Outcome, OutcomeStatus, ValueNote } from '@esplanade/connector-kit'
import type { BatchId } from '@esplanade/core/schema'
import type { DeadLetter, TargetKey } from '@esplanade/core/store'
import type { HubContext } from '../context.ts'
import type { Row } from '../plan/planned.ts'
import { rowKey } from '../plan/row-key.ts'
import type { PushedNote } from './results.ts'

/** Dead letters that a result shows; the store keeps all. */
const SHOWN_DEAD_LETTERS = 10

/** What became of the rows of one connection's push. */
export interface Tally {
  readonly counts: Record<OutcomeStatus, number>
  readonly deadLetters: DeadLetter[]
  changed: number
  /** Rows whose job the vendor still works on. */
  pending: number
  /** Write requests as planned: batches sent. */
  writes: number
  /** Requests of the recovery before the push: polls and repeats. */
  requests: number
  throttled: number
  /** Keeps rows that never left: one is larger than the vendor takes, or their field cannot be made. */
  refuse(hub: HubContext, key: TargetKey, operation: string, refused: readonly Refused[]): Promise<void>
  show(letters: readonly DeadLetter[]): void
  /** Counts what was done to values. */
  note(key: TargetKey, notes: readonly ValueNote[]): void
  /** What was done to values, the most frequent first. */
  notes(): PushedNote[]
}

interface Refused {
  readonly row: Row
  readonly outcome: Outcome
}

/** Kinds of notes told apart; a vendor's cap on texts makes one for each length. */
const NOTE_KINDS = 1_000
const OTHER_WAYS = 'in other ways'

export function emptyTally(): Tally {
  const deadLetters: DeadLetter[] = []
  const noted = new Map<string, PushedNote>()
  const tally: Tally = {
    counts: { applied: 0, accepted: 0, unchanged: 0, refused: 0, rejected: 0, deferred: 0, 'in-doubt': 0 },
    deadLetters,
    changed: 0,
    pending: 0,
    writes: 0,
    requests: 0,
    throttled: 0,
    async refuse(hub, key, operation, refused) {
      if (refused.length === 0) return
      const letters = refused.map(({ row, outcome }) =>
        deadLetter(key, operation, 'never-sent' as BatchId, row, outcome, hub),
      )
      await hub.store.state.removeDeadLetters(
        key,
        refused.map(({ row }) => rowKey(row)),
      )
      await hub.store.state.saveDeadLetters(letters)
      for (const { outcome } of refused) tally.counts[outcome.status] += 1
      tally.show(letters)
    },
    note: ({ target }, notes) => {
      for (const { field, did, how: told } of notes) {
        const how = noted.size < NOTE_KINDS ? told : OTHER_WAYS
        const kind = JSON.stringify([target, field, did, how])
        noted.set(kind, { target, field, did, how, rows: 1 + (noted.get(kind)?.rows ?? 0) })
      }
    },
    notes: () => [...noted.values()].sort((a, b) => b.rows - a.rows),
    show: letters => deadLetters.push(...letters.slice(0, SHOWN_DEAD_LETTERS - deadLetters.length)),
  }
  return tally
}

export const deadLetter = (
  target: TargetKey,
  operation: string,
  batch: BatchId,
  row: Row,
  { code, message }: Outcome,
  { clock }: Pick<HubContext, 'clock'>,
): DeadLetter => ({
  target,
  remoteId: rowKey(row),
  batch,
  operation,
  row: JSON.stringify(row),
  code: code ?? 'rejected',
  message: message ?? 'The vendor gave no reason.',
  at: clock.now(),
})
