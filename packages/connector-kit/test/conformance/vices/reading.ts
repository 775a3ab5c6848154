import { instant } from '@esplanade/core/schema'
import type { PulledItem } from '../../../src/index.ts'
import type { AcmeClient } from '../../acme/acme-client.ts'
import { acme } from '../../acme/acme-connector.ts'
import type { AcmeContext } from '../../acme/ask.ts'
import { campaigns, contacts, pages, products, rows, streams, sweep, type Vice, vice } from './vice.ts'

/** As an SDK that exports an instance of itself. */
const sharedClient = {} as AcmeClient

const AN_HOUR_MS = 3_600_000

/** What a connector may get wrong before it writes anything. */
export const readingVices: readonly Vice[] = [
  vice('has no page of its vendor', 'definition: names itself, its documentation and its streams', {
    docs: 'see the wiki',
  }),
  vice('has a limit that is no data', 'definition: prints limits and faults as JSON', {
    limits: config => acme.limits(config).map(limit => ({ ...limit, calls: Number.NaN })),
  }),
  vice('keeps quiet about what it cannot do', 'definition: has each capability or says why not', {
    absent: {},
  }),
  vice('excuses what it can do', 'definition: has each capability or says why not', {
    absent: { ...acme.absent, tags: 'none' },
  }),
  vice('forgets a permission', 'definition: names the permissions of every stream and operation', {
    scopes: () => ({ always: ['read'], streams: {}, operations: {} }),
  }),
  vice(
    'writes by a route that the vendor lacks',
    'definition: writes by routes that the emulator has, within bounds of its own',
    {
      operations: { ...acme.operations, fields: { ...acme.operations.fields, route: 'POST /nowhere' } },
    },
  ),
  vice('takes any configuration', 'definition: refuses a configuration without its fields', {
    config: { parse: () => ({}), safeParse: () => ({ success: true }) } as unknown as (typeof acme)['config'],
  }),
  vice('calls as soon as it is made', 'connection: makes no request until it is used', {
    connect: config => {
      const client = acme.connect(config)
      client.request('GET', '/account').catch(() => undefined)
      return client
    },
  }),
  vice(
    'takes an address for a name',
    'pull: a member with a new address is the same member',
    rows(item => (item.kind === 'contact' ? { ...item, remoteId: item.email ?? '' } : item)),
  ),
  vice('does not know its containers', 'connection: check names the account and its containers', {
    check: async context => ({ ...(await acme.check(context)), containers: [] }),
  }),
  vice('makes requests past the session', 'connection: check names the account and its containers', {
    check: async context => {
      await context.client.request('GET', '/account')
      return acme.check(context)
    },
  }),
  vice(
    "takes a segment of the vendor's for a tag to fill",
    'segments: one that the vendor fills is found by name, read, and marked as nothing to write to',
    {
      findTarget: async (context, target) => {
        const found = await acme.findTarget(context, target)
        return found && { ...target, remoteId: found.remoteId }
      },
    },
  ),
  vice('calls a wrong key a passing failure', 'connection: a wrong key is an auth error, at once', {
    faults: [{ status: 401, kind: 'transient' }],
  }),
  vice('lets the key out', 'connection: a wrong key is an auth error, at once', {
    readFailure: error => {
      const failure = acme.readFailure(error)
      return failure && Object.assign(failure, { retryAfterMs: 0, request: { key: 'not-the-key-of-acme' } })
    },
  }),
  vice('shares one client between connections', 'connection: a second one leaves the first as it is', {
    connect: config => Object.assign(sharedClient, acme.connect(config)),
  }),
  vice(
    'takes an unreachable host for a wrong key',
    'connection: an unreachable host is a transient error that names it',
    {
      faults: [{ code: 'network', kind: 'auth' }],
    },
  ),
  vice('describes another account', 'describe: prints as JSON and agrees with the account', {
    describe: async context => {
      const described = await (acme.describe as NonNullable<typeof acme.describe>)(context)
      return { ...described, account: { ...described.account, id: 'acme-2' } }
    },
  }),
  vice('says that the key may do all', 'describe: names the permissions of the key, and what they lack', {
    describe: async context => ({
      ...(await (acme.describe as NonNullable<typeof acme.describe>)(context)),
      scopes: ['read', 'write', 'erase'],
    }),
  }),
  vice(
    'makes somebody up',
    'pull: an empty account ends at once',
    pages(all => all.map(page => ({ ...page, items: [SOMEBODY] }))),
  ),
  vice(
    'forgets the last page',
    'pull: every member exactly once, with its identities',
    pages(all => all.slice(0, -1)),
  ),
  vice(
    'gives a page twice',
    'pull: every member exactly once, with its identities',
    pages(all => [...all, ...all.slice(0, 1)]),
  ),
  vice('says that all are subscribed', 'pull: consent as the vendor holds it', rows(subscribed)),
  vice(
    'moves its checkpoint past rows that it did not give',
    [
      'pull: goes on after any page, without loss',
      'abort: a pull stops between pages and later goes on without loss',
    ],
    pages(all => all.map(page => ({ ...page, checkpoint: all.at(-1)?.checkpoint }))),
  ),
  vice(
    'begins again each time',
    [
      'pull: the next pull brings what changed and nothing else',
      'pull: every stream ends, is caught up afterwards, and is refused no call',
    ],
    streams({
      ...contacts,
      pull: (context, request) => contacts.pull(context, { ...request, checkpoint: undefined }),
    }),
  ),
  vice(
    'reads on where the last pull ended by a clock of its own',
    [
      'pull: members that change while it reads are lost by neither this pull nor the next',
      "weather: a clock an hour behind the vendor's loses no change",
    ],
    pages(all => all.map(page => ({ ...page, checkpoint: moved(page.checkpoint, AN_HOUR_MS) }))),
  ),
  vice(
    'ends where its own clock says',
    "weather: a clock an hour ahead of the vendor's loses no change",
    ownClock(0),
  ),
  vice(
    'gives no campaigns',
    'pull: campaigns come with subject and send time',
    rows(() => undefined, campaigns),
  ),
  vice(
    'gives products without names',
    'pull: products come with their names',
    rows(item => ({ ...item, title: '' }) as PulledItem, products),
  ),
  vice(
    'never sweeps',
    'gone: a deleted member is told as deleted, and nobody else',
    rows(() => undefined, sweep),
  ),
  vice(
    'takes the archived for deleted',
    'gone: an archived member is told as archived, and nobody else',
    rows(item =>
      item.kind === 'gone' && item.reason === 'archived' ? { ...item, reason: 'deleted' } : item,
    ),
  ),
  vice(
    'does not say who survives a merge',
    'gone: a merged member is told with its survivor, and nobody else',
    rows(item => {
      if (item.kind !== 'gone') return item
      const { mergedInto: _survivor, ...rest } = item
      return rest
    }),
  ),
  vice(
    'gives up a search that is too long',
    'traps: 12,000 rows of one instant are all pulled',
    pages(all => all.slice(0, 100)),
  ),
  vice(
    'goes on from the newest time it saw',
    'traps: a row dated ahead hides no later change',
    streams({
      ...contacts,
      async *pull(context, request) {
        let newest = 0
        const far = { ...request, until: instant(request.until + 800 * 86_400_000) }
        for await (const page of contacts.pull(context, request.checkpoint === undefined ? far : request)) {
          for (const item of page.items)
            if (item.kind === 'contact') newest = Math.max(newest, item.changedAt ?? 0)
          yield { ...page, checkpoint: { since: newest, until: newest, after: null } }
        }
      },
    }),
  ),
  vice(
    'loses its place when rows vanish',
    'traps: members that vanish while it reads take no others along',
    byOffset(),
  ),
  vice(
    'counts repeated rows as new ones',
    'traps: rows that an answer repeats are the same rows',
    numbered(),
  ),
  vice('trusts no field that it does not know', 'traps: fields that nobody documents change nothing', {
    check: async context => {
      const { data } = await context.session.call('GET /account', { idempotent: true }, () =>
        context.client.request('GET', '/account'),
      )
      if (Object.keys(data as object).length > 5) throw new Error('unknown field')
      return acme.check(context)
    },
  }),
  vice(
    'calls without looking whether it was stopped',
    'abort: a stopped connection makes no request and gives the reason',
    {
      check: async context => {
        await context.client.request('GET', '/account')
        return acme.check(context)
      },
    },
  ),
]

const SOMEBODY: PulledItem = {
  kind: 'contact',
  container: '',
  remoteId: 'm-made-up',
  identities: [],
  email: 'made-up@example.com',
  fields: {},
  consent: [],
  changedAt: null,
}

function subscribed(item: PulledItem): PulledItem {
  if (item.kind !== 'contact') return item
  return { ...item, consent: item.consent.map(one => ({ ...one, status: 'subscribed' })) }
}

const moved = (checkpoint: unknown, byMs: number): unknown => {
  const { until, ...rest } = checkpoint as { until: number }
  return { ...rest, until: until + byMs }
}

/** The end of a walk is our clock's, whatever the vendor's says. */
function ownClock(aheadMs: number) {
  return streams({
    ...contacts,
    async *pull(context: AcmeContext, request) {
      for await (const page of contacts.pull(context, request))
        yield { ...page, checkpoint: { ...(page.checkpoint as object), until: request.until + aheadMs } }
    },
  })
}

/** The pages of a vendor that counts: what is behind a vanished row moves up, and is passed over. */
function byOffset() {
  return streams({
    ...contacts,
    async *pull(context: AcmeContext, request) {
      const all = async () => {
        const items: PulledItem[] = []
        for await (const page of contacts.pull(context, { ...request, checkpoint: undefined }))
          items.push(...page.items)
        return items
      }
      let checkpoint: unknown
      for (let offset = 0; ; offset += 500) {
        const items = (await all()).slice(offset, offset + 500)
        checkpoint = { since: 0, until: request.until, after: null }
        yield { items, checkpoint }
        if (items.length < 500) return
      }
    },
  })
}

/** Names members by where they stood in the answer. */
function numbered() {
  let next = 0
  return rows(item => {
    if (item.kind !== 'contact') return item
    next += 1
    return { ...item, remoteId: `row-${next}` }
  })
}
