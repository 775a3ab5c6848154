import type { Outcome, PreparedRow } from './push.ts'

/** By us: the row is not sent. `message` says what is wrong and what to do. */
export const refused = (code: string, message: string): Outcome => ({ status: 'refused', code, message })

/** By the vendor. */
export const rejected = (code: string, message: string): Outcome => ({ status: 'rejected', code, message })

export const APPLIED: Outcome = { status: 'applied' }
export const UNCHANGED: Outcome = { status: 'unchanged' }
/** Taken with nothing to ask later: the next pull shows what became of it. */
export const ACCEPTED: Outcome = { status: 'accepted' }

/** For `prepare`: the row goes as it is. */
export const ready = <Row>(row: Row): PreparedRow<Row> => ({ kind: 'ready', row, notes: [] })

/** For `prepare`: the row does not go. */
export const settled = (outcome: Outcome): { readonly kind: 'settled'; readonly outcome: Outcome } => ({
  kind: 'settled',
  outcome,
})
