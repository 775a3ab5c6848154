import { describe, expect, it } from 'vitest'
import type { MemberRow, SendResult } from '../../src/index.ts'
import { applied, deliver, fail, type Op, rowsNamed, rowsUpTo, statuses } from './deliver.ts'

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
