import { expect, it } from 'vitest'
import { JOB_PENDING, type SendResult } from '../../src/index.ts'
import { answering, deliver, type Op, rowsNamed } from './deliver.ts'

/** Refuses rows named `bad` and says of every other what was done. */
const prepare: Op['prepare'] = row =>
  row.remoteId === 'bad'
    ? { kind: 'settled', outcome: { status: 'refused', code: 'values-unfit' } }
    : { kind: 'ready', row, notes: [{ field: 'f', did: 'converted', how: `of ${row.remoteId}` }] }
const noted = (name: string) => ({
  status: 'applied',
  notes: [{ field: 'f', did: 'converted', how: `of ${name}` }],
})

it('rows that cannot go are settled unsent, and notes reach the rows that they are of', async () => {
  const sent: string[][] = []
  const send: Op['send'] = async (_c, _t, rows) => {
    sent.push(rows.map(({ remoteId }) => remoteId))
    return answering(rows)
  }
  const { outcomes } = deliver({ prepare, send }, rowsNamed('a', 'bad', 'c'))
  expect(await outcomes).toEqual([noted('a'), { status: 'refused', code: 'values-unfit' }, noted('c')])
  expect(sent).toEqual([['a', 'c']])
})

it('a batch of which nothing can go makes no call', async () => {
  const send = async (): Promise<SendResult> => Promise.reject(new Error('sent'))
  expect(await deliver({ prepare, send }, rowsNamed('bad')).outcomes).toEqual([
    { status: 'refused', code: 'values-unfit' },
  ])
})

it('a stored job finds its rows again after a restart', async () => {
  const send = async (): Promise<SendResult> => ({ kind: 'job', job: 7, pollAfterMs: 1_000 })
  const poll: Op['poll'] = async (_c, _t, _job, rows) => ({
    kind: 'done',
    outcomes: rows.map(() => ({ status: 'applied' })),
  })
  const rows = rowsNamed('bad', 'b')
  const first = deliver({ prepare, send, poll: async () => Promise.reject(new Error('killed')) }, rows)
  await expect(first.outcomes).rejects.toThrow('killed')
  const second = deliver({ prepare, send: async () => Promise.reject(new Error('sent')), poll }, rows, {
    job: first.jobs[0],
  })
  expect(await second.outcomes).toEqual([{ status: 'refused', code: 'values-unfit' }, noted('b')])
})

it('a job that outlasts our patience leaves its rows to be asked after later', async () => {
  const send = async (): Promise<SendResult> => ({ kind: 'job', job: 7, pollAfterMs: 1_000 })
  const poll: Op['poll'] = async () => ({ kind: 'pending', pollAfterMs: 60_000 })
  const delivery = deliver({ send, poll }, rowsNamed('a'), { patienceMs: 60_999 })
  expect(await delivery.outcomes).toMatchObject([{ status: 'deferred', code: JOB_PENDING }])
  expect(delivery.clock.now()).toBe(1_000)
  expect(delivery.jobs).toHaveLength(1)
})
