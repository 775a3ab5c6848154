import { expect, it } from 'vitest'
import { unlessVanished } from '../../src/index.ts'
import { fail } from './deliver.ts'

const gone = () => Promise.reject(fail('missing'))

it('gives the outcomes of what was sent', async () => {
  expect(await unlessVanished([1], 'list', Promise.resolve([{ status: 'applied' }]))).toEqual({
    kind: 'answered',
    outcomes: [{ status: 'applied' }],
  })
})

it('tells every row at once that what they are for is gone', async () => {
  expect(await unlessVanished([1, 2], 'list "VIP"', gone())).toMatchObject({
    outcomes: Array(2).fill({
      status: 'rejected',
      code: 'target-missing',
      message: expect.stringContaining('The list "VIP" no longer exists in this account; choose another'),
    }),
  })
})

it('leaves the failure to the kit where a look shows that a row is to blame, or it is another one', async () => {
  await expect(unlessVanished([1], 'list', gone(), { isGone: async () => false })).rejects.toMatchObject({
    kind: 'missing',
  })
  await expect(unlessVanished([1], 'list', Promise.reject(fail('rejected')))).rejects.toMatchObject({
    kind: 'rejected',
  })
})
