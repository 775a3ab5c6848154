import { instant, minutes } from '@esplanade/core/schema'
import { z } from 'zod'
import {
  type ConnectorContext,
  defineConnector,
  type MemberRow,
  type Operation,
  type Outcome,
  type PulledContact,
  secretSchema,
  type TargetRef,
  walkPages,
} from '../../src/index.ts'
import { type AcmeClient, AcmeError, acmeClient } from './acme-client.ts'
import { acmeLimits } from './acme-limits.ts'

interface Config {
  readonly url: string
  readonly apiKey: string
}
type Context = ConnectorContext<Config, AcmeClient>

const OVERLAP_MS = minutes(5)

/** One call; `path` is the template with its parameters put in. */
async function ask<T>(
  { session, client }: Context,
  route: string,
  path: string,
  body?: unknown,
  idempotent = true,
): Promise<T> {
  const [method = 'GET'] = route.split(' ')
  return (await session.call(route, { idempotent }, () => client.request(method, path, body))).data as T
}

const tagPath = ({ name }: Pick<TargetRef, 'name'>): string => `/tags/${encodeURIComponent(name)}`

const checkpointSchema = z.object({ since: z.number(), until: z.number(), after: z.string().nullable() })
type Checkpoint = z.output<typeof checkpointSchema>

interface Member {
  readonly id: string
  readonly email: string
  readonly mailable: boolean
  readonly changedAt: number
}

const toContact = ({ id, email, mailable, changedAt }: Member): PulledContact => ({
  kind: 'contact',
  container: '',
  remoteId: id,
  identities: [{ kind: 'email', value: email }],
  email,
  fields: {},
  consent: [
    {
      channel: 'email',
      scope: 'global',
      status: mailable ? 'subscribed' : 'unsubscribed',
      at: null,
      evidence: 'mailable',
    },
  ],
  changedAt: instant(changedAt),
})

const members: Operation<MemberRow, Config, AcmeClient> = {
  name: 'members',
  route: 'POST /tags/{tag}/members',
  maxRows: 70,
  idempotent: false,
  send: async (context, { target }, rows) => {
    const ids = (action: MemberRow['action']) => rows.filter(r => r.action === action).map(r => r.remoteId)
    const body = { add: ids('add'), remove: ids('remove') }
    const path = `${tagPath(target as TargetRef)}/members`
    const { job } = await ask<{ job: number }>(context, 'POST /tags/{tag}/members', path, body, false)
    return { kind: 'job', job, pollAfterMs: 1_000 }
  },
  poll: async (context, _target, job, rows) => {
    const { done } = await ask<{ done: boolean }>(context, 'GET /jobs/{job}', `/jobs/${String(job)}`)
    return done
      ? { kind: 'done', outcomes: rows.map(() => ({ status: 'applied' })) }
      : { kind: 'pending', pollAfterMs: 1_000 }
  },
}

/** The smallest honest connector, to test the conformance suite with. */
export const acme = defineConnector<Config, AcmeClient>({
  name: 'acme',
  title: 'Acme',
  docs: 'https://example.com/acme/api',
  config: z.object({ url: z.string(), apiKey: secretSchema }),
  limits: () => acmeLimits,
  faults: [{ status: 404, code: 'No Such Tag', kind: 'missing', next: 'Create the tag.' }],
  readFailure: error => (error instanceof AcmeError ? error.failure : undefined),
  fields: {},
  connect: ({ url, apiKey }) => acmeClient(url, apiKey),
  check: async context => {
    const { id, name } = await ask<{ id: string; name: string }>(context, 'GET /account', '/account')
    return { accountId: id, name, containers: [{ id: '', name }] }
  },
  streams: [
    {
      name: 'contacts',
      async *pull(context, request) {
        const last = checkpointSchema.optional().parse(request.checkpoint)
        const walk: Checkpoint =
          last?.after != null
            ? last
            : { since: last ? last.until - OVERLAP_MS : 0, until: request.until, after: null }
        const read = async (after: string | null) => {
          const query = new URLSearchParams({
            since: String(walk.since),
            until: String(walk.until),
            after: after ?? '',
          })
          const page = await ask<{ members: Member[]; next: string | null }>(
            context,
            'GET /members',
            `/members?${query.toString()}`,
          )
          return { data: page.members, next: page.next }
        }
        for await (const { data, next } of walkPages({ route: 'GET /members', from: walk.after, read })) {
          yield { items: data.map(toContact), checkpoint: { ...walk, after: next } }
        }
      },
    },
  ],
  targets: ['tag'],
  absent: {
    describe: 'not built yet',
    scopes: 'not built yet',
    webhooks: 'not built yet',
    campaigns: 'not built yet',
    products: 'not built yet',
    deletions: 'not built yet',
    archives: 'not built yet',
    merges: 'not built yet',
    lists: 'not built yet',
    'property-tags': 'not built yet',
    'custom-events': 'not built yet',
    'opt-in': 'not built yet',
    erasure: 'not built yet',
  },
  findTarget: async (context, target) => {
    try {
      await ask(context, 'GET /tags/{tag}', tagPath(target))
      return { ...target, remoteId: target.name }
    } catch (error) {
      if (error instanceof Error && 'kind' in error && error.kind === 'missing') return undefined
      throw error
    }
  },
  createTarget: async (context, target) => {
    await ask(context, 'PUT /tags/{tag}', tagPath(target))
    return { ...target, remoteId: target.name }
  },
  listFields: async context =>
    (await ask<string[]>(context, 'GET /fields', '/fields')).map(name => ({ name, type: 'text' })),
  createFields: async (context, _container, fields) => {
    await ask(
      context,
      'POST /fields',
      '/fields',
      fields.map(({ name }) => name),
    )
  },
  async *readMembers(context, target) {
    yield { remoteIds: await ask<string[]>(context, 'GET /tags/{tag}/members', `${tagPath(target)}/members`) }
  },
  operations: {
    fields: {
      name: 'fields',
      route: 'POST /members/fields',
      maxRows: 50,
      idempotent: true,
      send: async (context, _target, rows) => {
        const body = rows.map(({ remoteId, values }) => ({ id: remoteId, values }))
        const results = await ask<(string | null)[]>(context, 'POST /members/fields', '/members/fields', body)
        const outcomes = results.map(
          (code): Outcome =>
            code === null
              ? { status: 'applied' }
              : { status: 'rejected', code, message: `${code}. Pull again.` },
        )
        return { kind: 'answered', outcomes }
      },
    },
    members,
    optOut: {
      name: 'opt-out',
      route: 'POST /opt-outs',
      maxRows: 100,
      idempotent: true,
      send: async (context, _target, rows) => {
        await ask(
          context,
          'POST /opt-outs',
          '/opt-outs',
          rows.map(({ remoteId }) => remoteId),
        )
        return { kind: 'accepted' }
      },
    },
  },
})
