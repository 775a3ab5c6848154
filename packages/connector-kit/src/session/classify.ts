import type { Failure, FaultKind, FaultRule } from '../fault.ts'

export interface Verdict {
  readonly kind: FaultKind
  /** What a person should do. */
  readonly next: string
}

/** Sorts a failure by the connector's table, first match first; what it leaves open, by the usual meaning of a status. */
export function classify(failure: Failure, rules: readonly FaultRule[]): Verdict {
  const rule = rules.find(candidate => matches(candidate, failure))
  const kind = rule?.kind ?? kindOfStatus(failure.status)
  return { kind, next: rule?.next ?? NEXT[kind] }
}

function matches(rule: FaultRule, failure: Failure): boolean {
  const statuses = rule.status === undefined ? undefined : [rule.status].flat()
  const statusFits = statuses === undefined || (failure.status !== null && statuses.includes(failure.status))
  return statusFits && (rule.code === undefined || rule.code === failure.code)
}

function kindOfStatus(status: number | null): FaultKind {
  // No answer, or an answer that could not be read to its end: the network, and it passes.
  if (status === null || status < 400) return 'transient'
  if (status >= 500 || status === 408) return 'transient'
  if (status === 401 || status === 403) return 'auth'
  if (status === 404 || status === 410) return 'missing'
  return status === 429 ? 'throttled' : 'rejected'
}

const NEXT: Record<FaultKind, string> = {
  auth: 'Check the key of this connection and what it is allowed to do.',
  config: 'Check the configuration of this connection.',
  throttled: 'The account is over its limit; run the same command again later.',
  transient:
    'Check that the service can be reached, then run the same command again; nothing stored is lost.',
  rejected: 'Correct what it names, then send it again.',
  missing: 'It may have been deleted there; pull again.',
  contract: 'The service answered in a way its documentation does not allow; please report this.',
}
