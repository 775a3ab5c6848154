import { type ConnectionId, instant, simulatedClock } from '@esplanade/core/schema'
import {
  type ConnectorContext,
  ConnectorError,
  type Delivery,
  deliverBatch,
  type FaultKind,
  type MemberRow,
  type Operation,
  type Outcome,
  type SendResult,
} from '../../src/index.ts'

export type Op = Operation<MemberRow, unknown, unknown>
export const fail = (kind: FaultKind, status: number | null = 400) =>
  new ConnectorError(kind, 'POST /members', { status, code: null, message: 'no' }, `POST /members: ${kind}.`)
export const rowsNamed = (...names: string[]): MemberRow[] =>
  names.map(remoteId => ({ remoteId, email: null, action: 'add' }))
export const rowsUpTo = (count: number) => rowsNamed(...Array.from({ length: count }, (_, at) => `m${at}`))

/** Runs one batch of an operation against a connection that is only a clock. */
export function deliver(
  operation: Partial<Op>,
  rows: readonly MemberRow[],
  more: Partial<Delivery<MemberRow, unknown, unknown>> = {},
) {
  const clock = simulatedClock(instant(0))
  const stop = new AbortController()
  const session = {
    connection: 'shop' as ConnectionId,
    clock,
    signal: stop.signal,
    call: () => Promise.reject(new Error('not used')),
    stats: { requests: 0, throttled: 0, retried: 0, byRoute: new Map() },
  }
  const context: ConnectorContext<unknown, unknown> = {
    connection: session.connection,
    config: null,
    client: null,
    session,
  }
  const jobs: unknown[] = []
  const full: Op = {
    name: 'members',
    route: 'POST /members',
    maxRows: 1_000,
    idempotent: true,
    send: async () => ({ kind: 'accepted' }),
    ...operation,
  }
  const outcomes = deliverBatch({
    context,
    operation: full,
    target: { container: '' },
    rows,
    onJob: async job => {
      jobs.push(JSON.parse(JSON.stringify(job)))
    },
    ...more,
  })
  return { outcomes, jobs, clock, stop }
}

export const applied = (rows: readonly MemberRow[]): Outcome[] => rows.map(() => ({ status: 'applied' }))
export const answering = (rows: readonly MemberRow[]): SendResult => ({
  kind: 'answered',
  outcomes: applied(rows),
})
export const statuses = async (delivery: { outcomes: Promise<Outcome[]> }) =>
  (await delivery.outcomes).map(o => o.status)
