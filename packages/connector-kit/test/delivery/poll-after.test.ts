import { expect, it } from 'vitest'
import type { SendResult } from '../../src/index.ts'
import { applied, deliver, type Op, rowsUpTo, statuses } from './deliver.ts'

it('a job that does not say when is asked soon, and then ever more seldom', async () => {
  const at: number[] = []
  const send = async (): Promise<SendResult> => ({ kind: 'job', job: 1 })
  const poll: Op['poll'] = async ({ session }, _target, _job, rows) => {
    at.push(session.clock.now())
    return at.length === 30 ? { kind: 'done', outcomes: applied(rows) } : { kind: 'pending' }
  }
  expect(await statuses(deliver({ send, poll }, rowsUpTo(1)))).toEqual(['applied'])
  expect(at.slice(0, 4)).toEqual([500, 1_000, 1_500, 2_250])
  expect((at[29] ?? 0) - (at[28] ?? 0)).toBe(30_000)
})
