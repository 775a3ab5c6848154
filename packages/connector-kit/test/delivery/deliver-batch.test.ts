import { describe, expect, it } from 'vitest'
import { MAX_SPLIT_SENDS } from '../../src/delivery/submit.ts'
import type { FaultKind, MemberRow, Outcome, SendResult } from '../../src/index.ts'
import { answering, deliver, fail, rowsUpTo, statuses } from './deliver.ts'

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
