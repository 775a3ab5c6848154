import { ConnectorError } from '../fault.ts'
import { rejectedBy } from '../outcome.ts'
import type { Outcome } from '../push.ts'

/**
 * What a failed request means for each of its rows; undefined for failures that stop the connection
 * (key, configuration, contract) and for errors that are not the vendor's.
 */
export function failureOutcome(error: unknown, idempotent: boolean): Outcome | undefined {
  if (!(error instanceof ConnectorError)) return undefined
  switch (error.kind) {
    case 'rejected':
    case 'missing':
      return rejectedBy(error)
    case 'throttled':
      // The vendor refused the call unread, so sending it again later repeats nothing.
      return told('deferred', error)
    case 'transient':
      return told(idempotent ? 'deferred' : 'in-doubt', error)
    case 'auth':
    case 'config':
    case 'contract':
      return undefined
    default:
      throw new Error(`Unhandled kind of failure: ${error.kind satisfies never}`)
  }
}

/** Whether one row of several may be what the vendor refused the whole request for. */
export function mayBeOneRow(error: unknown): boolean {
  return error instanceof ConnectorError && (error.kind === 'rejected' || error.kind === 'missing')
}

function told(status: Outcome['status'], { failure, message }: ConnectorError): Outcome {
  return {
    status,
    code: failure.code ?? (failure.status === null ? 'no-answer' : `status-${failure.status}`),
    message,
  }
}
