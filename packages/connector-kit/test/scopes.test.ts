import { expect, it } from 'vitest'
import { missingScopes } from '../src/index.ts'

const scopes = {
  always: ['read'],
  streams: { contacts: ['read'], orders: ['orders.read'] },
  operations: { fields: ['write'], members: ['write'] },
}
const use = { streams: ['contacts', 'orders', 'campaigns'], operations: ['fields', 'members'] } as const

it('names each missing permission once, with everything that fails without it', () => {
  expect(missingScopes(scopes, [], use)).toEqual([
    { scope: 'read', neededTo: ['to connect', 'to pull contacts'] },
    { scope: 'orders.read', neededTo: ['to pull orders'] },
    { scope: 'write', neededTo: ['to write fields', 'to write members'] },
  ])
  expect(missingScopes(scopes, ['read', 'write'], { ...use, streams: ['contacts'] })).toEqual([])
})

it('finds nothing missing where a vendor has no permissions', () => {
  expect(missingScopes(undefined, [], use)).toEqual([])
})
