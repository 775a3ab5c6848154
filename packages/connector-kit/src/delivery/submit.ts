import type { Outcome, SendResult } from '../push.ts'
import { failureOutcome, mayBeOneRow } from './failure-outcome.ts'
import { pollAfterMs } from './poll-after.ts'

/** A stretch of a batch's rows, `from` inclusive to `to` exclusive, and what is known of it. */
export type Part = { readonly from: number; readonly to: number } & PartState

type PartState =
  | { readonly kind: 'settled'; readonly outcomes: readonly Outcome[] }
  | { readonly kind: 'job'; readonly job: unknown; readonly pollAfterMs: number }

/**
 * Requests that looking for refused rows may cost per batch. Enough for five of them among a thousand;
 * a batch that is refused for a reason all its rows share does not cost two requests a row.
 */
export const MAX_SPLIT_SENDS = 100

/**
 * Sends a batch. Where the vendor refuses the whole of it, which it may do for a single row, the
 * halves are sent apart, and so on until the refused rows stand alone and all others are through.
 *
 * @throws ConnectorError of kind `auth`, `config` or `contract`: the batch then stays as it was recorded.
 */
export async function submit<Row>(
  rows: readonly Row[],
  idempotent: boolean,
  send: (rows: readonly Row[]) => Promise<SendResult>,
): Promise<Part[]> {
  let splitSends = 0
  const submitPart = async (from: number, to: number): Promise<Part[]> => {
    const part = rows.slice(from, to)
    try {
      return [{ from, to, ...stateOf(await send(part), part.length) }]
    } catch (error) {
      const outcome = failureOutcome(error, idempotent)
      if (!outcome) throw error
      if (part.length === 1 || !mayBeOneRow(error) || splitSends + 2 > MAX_SPLIT_SENDS) {
        return [{ from, to, kind: 'settled', outcomes: part.map(() => outcome) }]
      }
    }
    splitSends += 2
    const middle = from + Math.ceil(part.length / 2)
    return [...(await submitPart(from, middle)), ...(await submitPart(middle, to))]
  }
  return rows.length === 0 ? [] : submitPart(0, rows.length)
}

function stateOf(result: SendResult, rows: number): PartState {
  switch (result.kind) {
    case 'answered':
      return { kind: 'settled', outcomes: onePerRow(result.outcomes, rows) }
    case 'accepted':
      return {
        kind: 'settled',
        outcomes: Array.from({ length: rows }, () => ({ status: 'accepted' as const })),
      }
    case 'job':
      return { ...result, pollAfterMs: result.pollAfterMs ?? pollAfterMs(0) }
    default:
      throw new Error(`Unhandled answer: ${result satisfies never}`)
  }
}

/** @throws Error for a connector that lost count: its rows' fate could be told of the wrong members. */
export function onePerRow(outcomes: readonly Outcome[], rows: number): readonly Outcome[] {
  if (outcomes.length === rows) return outcomes
  throw new Error(
    `The connector gave ${outcomes.length} outcomes for ${rows} rows; it must give one per row, in order.`,
  )
}
