import type { EmulatorReply, EmulatorRequest } from '@esplanade/connector-kit/emulator'
import { expect, test } from 'vitest'
import { describeApi } from './api-description.ts'
import { checkExchange } from './check-exchange.ts'

const member = {
  type: 'object',
  required: ['email'],
  properties: {
    email: { type: 'string' },
    city: { type: 'string', nullable: true },
    extra: { type: 'object' },
  },
}
const content = (schema: object) => ({ content: { 'application/json': { schema } } })
const api = describeApi('A vendor', {
  paths: {
    '/members/{id}': {
      put: {
        parameters: [{ name: 'count', in: 'query', schema: { type: 'integer', maximum: 10 } }],
        requestBody: content({ $ref: '#/components/schemas/Member' }),
        responses: { 200: content({ oneOf: [{ $ref: '#/components/schemas/Member' }] }), '4XX': content({}) },
      },
    },
    '/members/all': { put: { responses: { 204: {} } } },
  },
  components: { schemas: { Member: member } },
})

const GOOD = { email: 'ada@example.com', city: null, extra: { anything: 1 } }

function check(change: Partial<EmulatorRequest> = {}, reply: EmulatorReply = { status: 200, body: GOOD }) {
  const request = { path: '/members/7', query: new URLSearchParams('count=10'), body: GOOD, ...change }
  const rest = { method: 'PUT', params: {}, headers: {}, bodyBytes: 0, origin: '' }
  return checkExchange(api, { route: '', request: { ...rest, ...request }, reply }).map(
    issue => issue.split('PUT /members/')[1],
  )
}

test('an exchange that the description allows has no issues', () => {
  expect(check()).toEqual([])
  expect(
    check({ path: '/members/all', query: new URLSearchParams(), body: undefined }, { status: 204 }),
  ).toEqual([])
})

test.each<[string, ReturnType<typeof check>, string]>([
  ['a path', check({ path: '/member/7' }), ''],
  [
    'a query parameter',
    check({ query: new URLSearchParams('cuont=1') }),
    '{id}: request query cuont: no such parameter',
  ],
  [
    'its value',
    check({ query: new URLSearchParams('count=11') }),
    '{id}: request query count: must be <= 10',
  ],
  ['an optional key', check({ body: { ...GOOD, ctiy: 'Bonn' } }), '{id}: request body.ctiy: no such key'],
  ['a type', check({ body: { email: 7 } }), '{id}: request body.email: must be string'],
  [
    'a missing key',
    check({}, { status: 200, body: {} }),
    "{id}: answer 200 body: must have required property 'email'",
  ],
  [
    'a key of an answer',
    check({}, { status: 200, body: { ...GOOD, emial: '' } }),
    '{id}: answer 200 body.emial: no such key',
  ],
  ['an answer without a body', check({}, { status: 200 }), '{id}: answer 200 body: missing'],
  ['a status', check({}, { status: 302 }), '{id}: answer 302 no such status'],
])('tells of %s that is wrong', (_, issues, expected) => {
  expect(issues).toEqual([expected === '' ? undefined : expected])
})

test('does not mind what is wrong with a request that was refused', () => {
  expect(check({ body: { ctiy: 1 } }, { status: 400, body: {} })).toEqual([])
})
