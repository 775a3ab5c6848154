import { type ConnectionId, instant, simulatedClock } from '@esplanade/core/schema'
import { describe, expect, it } from 'vitest'
import { MAX_SPLIT_SENDS } from '../../src/delivery/submit.ts'
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

type Op = Operation<MemberRow, unknown, unknown>
const fail = (kind: FaultKind, status: number | null = 400) =>
  new ConnectorError(kind, 'POST /members', { status, code: null, message: 'no' }, `POST /members: ${kind}.`)
const rowsNamed = (...names: string[]): MemberRow[] =>
  names.map(remoteId => ({ remoteId, email: null, action: 'add' }))
const rowsUpTo = (count: number) => rowsNamed(...Array.from({ length: count }, (_, at) => `m${at}`))

/** Runs one batch of an operation against a connection that is only a clock. */
function deliver(
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

const applied = (rows: readonly MemberRow[]): Outcome[] => rows.map(() => ({ status: 'applied' }))
const answering = (rows: readonly MemberRow[]): SendResult => ({ kind: 'answered', outcomes: applied(rows) })
const statuses = async (delivery: { outcomes: Promise<Outcome[]> }) =>
  (await delivery.outcomes).map(o => o.status)

describe('one batch', () => {
  it('gives the answer row by row, or accepts all where there is nothing to ask', async () => {
    const mixed: Outcome[] = [
      { status: 'applied' },
      { status: 'rejected', code: 'fake', message: 'looks fake' },
    ]
    const answered = deliver({ send: async () => ({ kind: 'answered', outcomes: mixed }) }, rowsUpTo(2))
    expect(await answered.outcomes).toEqual(mixed)
    expect(await statuses(deliver({}, rowsUpTo(2)))).toEqual(['accepted', 'accepted'])
    expect(await statuses(deliver({}, []))).toEqual([])
  })

  it('refuses a connector that lost count', async () => {
    const send = async (): Promise<SendResult> => ({ kind: 'answered', outcomes: [] })
    await expect(deliver({ send }, rowsUpTo(2)).outcomes).rejects.toThrow('0 outcomes for 2 rows')
  })

  it.each<[FaultKind, boolean, Outcome['status']]>([
    ['throttled', true, 'deferred'],
    ['throttled', false, 'deferred'],
    ['transient', true, 'deferred'],
    ['transient', false, 'in-doubt'],
  ])('that fails as %s, idempotent %s, is %s', async (kind, idempotent, status) => {
    let sends = 0
    const send = async () => {
      sends += 1
      throw fail(kind, null)
    }
    expect(await deliver({ idempotent, send }, rowsUpTo(2)).outcomes).toEqual([
      { status, code: 'no-answer', message: `POST /members: ${kind}.` },
      { status, code: 'no-answer', message: `POST /members: ${kind}.` },
    ])
    expect(sends).toBe(1)
  })

  it.each<FaultKind>(['auth', 'config', 'contract'])('that fails as %s stops the connection', async kind => {
    const send = async () => Promise.reject(fail(kind))
    await expect(deliver({ send }, rowsUpTo(4)).outcomes).rejects.toMatchObject({ kind })
  })

  it('throws on what is a bug', async () => {
    const send = async () => Promise.reject(new TypeError('bug'))
    await expect(deliver({ send }, rowsUpTo(4)).outcomes).rejects.toThrow('bug')
  })
})

describe('a batch that the vendor refuses as a whole', () => {
  const refusing = (poison: ReadonlySet<string>) => {
    const through: string[] = []
    let sends = 0
    const send = async (
      _context: unknown,
      _target: unknown,
      rows: readonly MemberRow[],
    ): Promise<SendResult> => {
      sends += 1
      if (rows.some(({ remoteId }) => poison.has(remoteId))) throw fail('rejected')
      through.push(...rows.map(({ remoteId }) => remoteId))
      return answering(rows)
    }
    return { send, through, sends: () => sends }
  }

  it.each([[['m0']], [['m999']], [['m3', 'm4', 'm500', 'm501', 'm998']]])(
    'is halved until %j stand alone',
    async names => {
      const poison = new Set(names)
      const vendor = refusing(poison)
      const rows = rowsUpTo(1_000)
      const outcomes = await deliver({ send: vendor.send }, rows).outcomes
      expect(rows.filter((_, at) => outcomes[at]?.status === 'rejected').map(r => r.remoteId)).toEqual(names)
      expect(vendor.through.length).toBe(1_000 - names.length)
      expect(vendor.sends()).toBeLessThanOrEqual(1 + MAX_SPLIT_SENDS)
    },
  )

  it('does not cost two requests a row when all share the reason', async () => {
    const rows = rowsUpTo(1_000)
    const vendor = refusing(new Set(rows.map(({ remoteId }) => remoteId)))
    expect(new Set(await statuses(deliver({ send: vendor.send }, rows)))).toEqual(new Set(['rejected']))
    expect(vendor.sends()).toBeLessThanOrEqual(1 + MAX_SPLIT_SENDS)
  })

  it('keeps what the other half got when one half is lost on the way', async () => {
    const send = async (_c: unknown, _t: unknown, rows: readonly MemberRow[]): Promise<SendResult> => {
      if (rows.length === 4) throw fail('rejected')
      if (rows[0]?.remoteId === 'm2') throw fail('transient', null)
      return answering(rows)
    }
    expect(await statuses(deliver({ send, idempotent: false }, rowsUpTo(4)))).toEqual([
      'applied',
      'applied',
      'in-doubt',
      'in-doubt',
    ])
  })
})

describe('a job', () => {
  /** A vendor whose jobs are done at the third question. */
  const jobs = () => {
    const asked: unknown[] = []
    const send = async (_c: unknown, _t: unknown, rows: readonly MemberRow[]): Promise<SendResult> => {
      if (rows.some(({ remoteId }) => remoteId === 'bad') && rows.length > 1) throw fail('rejected')
      if (rows[0]?.remoteId === 'bad') throw fail('rejected')
      return { kind: 'job', job: { id: `job of ${rows.map(r => r.remoteId).join()}` }, pollAfterMs: 1_000 }
    }
    const poll: Op['poll'] = async (_c, _t, job, rows) => {
      asked.push(job)
      return asked.length % 3 === 0
        ? { kind: 'done', outcomes: applied(rows) }
        : { kind: 'pending', pollAfterMs: 5_000 }
    }
    return { send, poll, asked }
  }

  it('is stored before it is asked after, and asked as often as it says', async () => {
    const vendor = jobs()
    const stored: number[] = []
    const onJob = async () => {
      await Promise.resolve()
      stored.push(vendor.asked.length)
    }
    const delivery = deliver(vendor, rowsUpTo(2), { onJob })
    expect(await statuses(delivery)).toEqual(['applied', 'applied'])
    expect(stored).toEqual([0])
    expect(delivery.clock.now()).toBe(11_000)
  })

  it('goes on after a restart by asking only, also where a refused batch became several', async () => {
    const vendor = jobs()
    const rows = rowsNamed('a', 'bad', 'c', 'd')
    const first = deliver({ ...vendor, poll: async () => Promise.reject(new Error('killed')) }, rows)
    await expect(first.outcomes).rejects.toThrow('killed')
    expect(first.jobs).toHaveLength(1)
    const send = async () => Promise.reject(new Error('sent again'))
    const second = deliver({ ...vendor, send }, rows, { job: first.jobs[0] })
    expect(await statuses(second)).toEqual(['applied', 'rejected', 'applied', 'applied'])
    expect(second.jobs).toEqual([])
    expect(vendor.asked).toEqual([
      ...Array(3).fill({ id: 'job of a' }),
      ...Array(3).fill({ id: 'job of c,d' }),
    ])
  })

  it.each([{ parts: [] }, { other: true }, 'text'])('refuses a stored job that is none: %j', async job => {
    await expect(deliver(jobs(), rowsUpTo(2), { job }).outcomes).rejects.toThrow()
  })

  it('refuses a stored job of another batch', async () => {
    const first = deliver(jobs(), rowsUpTo(2))
    await first.outcomes
    await expect(deliver(jobs(), rowsUpTo(3), { job: first.jobs[0] }).outcomes).rejects.toThrow(
      'not of these 3 rows',
    )
  })

  it.each([
    [true, 'deferred'],
    [false, 'in-doubt'],
  ])(
    'that is gone or never ends leaves rows of an operation, idempotent %s, %s',
    async (idempotent, status) => {
      const { send } = jobs()
      const gone = deliver(
        { send, idempotent, poll: async () => Promise.reject(fail('missing', 404)) },
        rowsUpTo(2),
      )
      expect(await statuses(gone)).toEqual([status, status])
      const endless = deliver(
        { send, idempotent, poll: async () => ({ kind: 'pending', pollAfterMs: 0 }) },
        rowsUpTo(1),
      )
      expect(await endless.outcomes).toMatchObject([{ status, code: 'job-unfinished' }])
    },
  )

  it('stops waiting when the run is stopped, and keeps its job', async () => {
    const vendor = jobs()
    const delivery = deliver(vendor, rowsUpTo(2))
    while (vendor.asked.length < 1) await new Promise(resolve => setImmediate(resolve))
    delivery.stop.abort(new Error('Ctrl-C'))
    await expect(delivery.outcomes).rejects.toThrow('Ctrl-C')
    expect(delivery.jobs).toHaveLength(1)
  })
})
