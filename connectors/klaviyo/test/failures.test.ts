import { ConnectorError } from '@esplanade/connector-kit'
import type { FaultOrder } from '@esplanade/connector-kit/emulator'
import { describe, expect, it } from 'vitest'
import { readFailure } from '../src/faults.ts'
import { klaviyo as configure, klaviyoConnector } from '../src/index.ts'
import { type OpenKlaviyo, openKlaviyo } from './support/open-klaviyo.ts'

async function failureOf(work: Promise<unknown>): Promise<ConnectorError> {
  const thrown: unknown = await work.then(
    () => undefined,
    error => error,
  )
  if (!(thrown instanceof ConnectorError)) throw new Error('Expected a ConnectorError.', { cause: thrown })
  return thrown
}

const FOR_EVER = 1_000
const always = (klaviyo: OpenKlaviyo, fault: FaultOrder['fault']) =>
  klaviyo.emulator.order({ times: FOR_EVER, fault })

describe('failures', () => {
  it.each([
    ['a key without the scope', { kind: 'status', status: 403 }, 'auth'],
    ['a 429 in plain text', { kind: 'status', status: 429, body: 'slow down' }, 'throttled'],
    ['a retired revision', { kind: 'status', status: 410 }, 'contract'],
    ['a refused request', { kind: 'status', status: 400 }, 'rejected'],
    ['an outage', { kind: 'status', status: 503 }, 'transient'],
    ['JSON without data', { kind: 'status', status: 200, body: '{"meta":{}}' }, 'contract'],
    ['a page that is no JSON', { kind: 'status', status: 200, body: '<html>' }, 'transient'],
    ['a cut connection', { kind: 'cut' }, 'transient'],
  ] as const)('%s is sorted by what to do next', async (_, fault, kind) => {
    const klaviyo = await openKlaviyo()
    always(klaviyo, fault)
    expect((await failureOf(klaviyoConnector.check(klaviyo.context))).kind).toBe(kind)
  })

  it('say what the vendor said, and wait as long as it asked', async () => {
    const klaviyo = await openKlaviyo()
    always(klaviyo, { kind: 'status', status: 429, headers: { 'retry-after': '1000' } })
    const error = await failureOf(klaviyoConnector.check(klaviyo.context))
    expect(error.failure.retryAfterMs).toBe(1_000_000)
    expect(error.failure.message).not.toBe('')
  })

  it('of the SDK are read without its request, which holds the key', () => {
    const error = Object.assign(new Error('Request failed with pk_secret'), {
      isAxiosError: true,
      config: { headers: { Authorization: 'Klaviyo-API-Key pk_secret' } },
      response: {
        status: 409,
        headers: {},
        config: { headers: { Authorization: 'pk_secret' } },
        data: { errors: [{ code: 'duplicate_profile', title: 'Conflict.', detail: 'Taken.' }] },
      },
    })
    const failure = readFailure(error)
    expect(failure).toEqual({ status: 409, code: 'duplicate_profile', message: 'Taken.' })
    expect(JSON.stringify(failure)).not.toContain('pk_secret')
  })

  it('of our own making are no failures of the vendor', () => {
    expect(readFailure(new TypeError('bug'))).toBeUndefined()
    expect(readFailure('text')).toBeUndefined()
  })
})

describe('configuration', () => {
  const parse = (config: unknown) => klaviyoConnector.config.safeParse(config)

  it('takes a key, and the choices a user may make', () => {
    expect(parse({ apiKey: 'pk_1' }).success).toBe(true)
    const full = {
      apiKey: 'pk_1',
      baseUrl: 'http://127.0.0.1:9',
      properties: ['plan'],
      metrics: { 'Completed Quiz': 'quiz_completed' },
    }
    expect(parse(full).success).toBe(true)
    expect(configure(full).config).toEqual(full)
  })

  it.each([
    ['no key', {}],
    ['an empty key', { apiKey: '' }],
    ['a misspelt field', { apiKey: 'pk_1', baseURL: 'http://127.0.0.1' }],
    ['an address that is none', { apiKey: 'pk_1', baseUrl: 'klaviyo' }],
    ['an event type in another style', { apiKey: 'pk_1', metrics: { Quiz: 'Quiz Completed' } }],
  ])('refuses %s', (_, config) => {
    expect(parse(config).success).toBe(false)
  })
})
