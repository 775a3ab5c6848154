import type { ConnectorError } from './fault.ts'
import type { Outcome, PreparedRow } from './push.ts'
import { endSentence, maskAddresses } from './session/connector-failure.ts'

/** By us: the row is not sent. `message` says what is wrong and what to do. */
export const refused = (code: string, message: string): Outcome => ({ status: 'refused', code, message })

/** By the vendor: its words, without people's addresses, then what to do `next`. */
export const rejected = (code: string, words: string, next: string): Outcome => ({
  status: 'rejected',
  code,
  message: `${endSentence(maskAddresses(words.trim()))} ${next}`,
})

/** By the vendor, in the words of the call that failed for it. */
export const rejectedBy = ({ failure, message }: ConnectorError): Outcome => ({
  status: 'rejected',
  code: failure.code ?? `status-${failure.status}`,
  message,
})

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
