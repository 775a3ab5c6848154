import { inspect } from 'node:util'
import { ConnectorError } from '@esplanade/connector-kit'
import type { FaultOrder } from '@esplanade/connector-kit/emulator'
import { describe, expect, test } from 'vitest'
import { EMULATOR_API_KEY } from '../emulator/index.ts'
import { mailchimpConnector } from '../src/index.ts'
import { AUDIENCE, type Context, openAccount, pull } from './open-account.ts'

const WRONG_KEY = 'hunter2hunter2hunter2-us1'

/** Everything that a person or a log could see of an error. */
function everythingOf(error: unknown): string {
  const { stack, cause, ...rest } = error as Error & Record<string, unknown>
  return [
    inspect(error, { depth: 9, showHidden: true }),
    stack,
    JSON.stringify([rest, cause]),
    String(error),
  ].join()
}

const spellings = (secret: string): string[] => [
  secret,
  Buffer.from(secret).toString('base64'),
  Buffer.from(`user:${secret}`).toString('base64'),
  encodeURIComponent(secret),
]

async function failureOf(context: Context): Promise<ConnectorError> {
  try {
    await mailchimpConnector.check(context)
  } catch (error) {
    expect(error).toBeInstanceOf(ConnectorError)
    return error as ConnectorError
  }
  throw new Error('The call did not fail.')
}

describe('errors', () => {
  test('a wrong key says so, and is not in the error', async () => {
    const { context } = await openAccount({ apiKey: WRONG_KEY })
    const error = await failureOf(context)
    expect(error).toMatchObject({ kind: 'auth', failure: { status: 401, code: 'API Key Invalid' } })
    expect(error.message).toContain('Create a new key')
    for (const form of spellings(WRONG_KEY)) expect(everythingOf(error)).not.toContain(form)
  })

  const always = Number.MAX_SAFE_INTEGER
  const faults: [string, FaultOrder['fault'], string][] = [
    ['refused by the edge', { kind: 'status', status: 403, body: '<html>Go away</html>' }, 'throttled'],
    ['throttled', { kind: 'status', status: 429 }, 'throttled'],
    ['throttled in plain text', { kind: 'status', status: 429, body: 'slow down' }, 'throttled'],
    ['out of order', { kind: 'status', status: 503, body: 'Bad gateway' }, 'transient'],
    ['cut off', { kind: 'cut' }, 'transient'],
    ['truncated', { kind: 'truncate' }, 'transient'],
  ]
  test.each(faults)(
    '%s: the connection is retried, then named, without the key',
    async (_how, fault, kind) => {
      const { context, emulator } = await openAccount()
      emulator.order({ times: always, fault })
      const error = await failureOf(context)
      expect(error.kind).toBe(kind)
      expect(context.session.stats.requests).toBeGreaterThan(1)
      for (const form of spellings(EMULATOR_API_KEY)) expect(everythingOf(error)).not.toContain(form)
    },
  )

  test.each(faults)('%s once: nothing is lost', async (_how, fault) => {
    const { account, context, emulator } = await openAccount()
    account.addMember(AUDIENCE, { email: 'ada@example.com' })
    emulator.order({ route: 'GET /lists/{list_id}/members', times: 1, fault })
    expect((await pull(context, 'contacts')).items).toMatchObject([{ email: 'ada@example.com' }])
  })

  test('an unreachable host is named with what to do', async () => {
    const { context, emulator } = await openAccount()
    await emulator.close()
    const error = await failureOf(context)
    expect(error).toMatchObject({ kind: 'transient', failure: { status: null, code: 'ECONNREFUSED' } })
  })

  test('an answer that is not what the API promises is reported by its place, not its values', async () => {
    const { context, emulator } = await openAccount()
    const body = JSON.stringify({ lists: [{ id: 'x', name: { ada: 'ada@example.com' } }], total_items: 1 })
    emulator.order({ route: 'GET /lists', times: 1, fault: { kind: 'status', status: 200, body } })
    const error = await failureOf(context)
    expect(error).toMatchObject({ kind: 'contract', message: expect.stringContaining('lists.0.name') })
    expect(everythingOf(error)).not.toContain('ada@example.com')
  })

  test('an audience that the account does not have is named beside those it has', async () => {
    const { context } = await openAccount({ audiences: ['nope'] })
    const error = await failureOf(context)
    expect(error.kind).toBe('config')
    expect(error.message).toContain('no audience nope; it has newsletter (Newsletter)')
  })

  test('a bug is no vendor failure', () => {
    expect(mailchimpConnector.readFailure(new TypeError('x is undefined'))).toBeUndefined()
    expect(mailchimpConnector.readFailure('text')).toBeUndefined()
  })
})

describe('the configuration', () => {
  const issuesOf = (config: unknown) => mailchimpConnector.config.safeParse(config).error?.issues ?? []

  test('needs a key with its data centre, unless a base URL is given', () => {
    expect(issuesOf({ apiKey: 'abc-us21' })).toEqual([])
    expect(issuesOf({ apiKey: 'abc', baseUrl: 'http://127.0.0.1:1' })).toEqual([])
    const [issue] = issuesOf({ apiKey: 'secretkey' })
    expect(issue).toMatchObject({ path: ['apiKey'], message: expect.stringContaining('-us21') })
    expect(JSON.stringify(issue)).not.toContain('secretkey')
  })

  test.each([{}, { apiKey: '' }, { apiKey: 'a-us1', audience: 'x' }, { apiKey: 'a-us1', audiences: [] }])(
    'refuses %j',
    config => {
      expect(issuesOf(config)).not.toEqual([])
    },
  )

  test('points the SDK at the data centre, and an address with "server" in it stays whole', async () => {
    const client = mailchimpConnector.connect({ apiKey: 'abc-us21' })
    expect(client.basePath).toBe('https://us21.api.mailchimp.com/3.0')
    const { account, context } = await openAccount()
    account.addAudience({ id: 'server-list', name: 'Servers' })
    account.addMember('server-list', { email: 'server@server.example' })
    const { items } = await pull(context, 'contacts')
    expect(items).toMatchObject([{ container: 'server-list', email: 'server@server.example' }])
  })
})
