import { describe, expect, it } from 'vitest'
import type { Connector, Page, PulledItem, Stream } from '../../src/index.ts'
import { allTests } from '../../testing/conformance/all-tests.ts'
import { describeConnector } from '../../testing/conformance/index.ts'
import { onStage } from '../../testing/conformance/stage.ts'
import type { AcmeClient } from '../acme/acme-client.ts'
import { acme } from '../acme/acme-connector.ts'
import { acmeHarness } from '../acme/acme-harness.ts'

type Acme = typeof acme
type Config = Acme extends Connector<infer C, AcmeClient> ? C : never
const [contacts] = acme.streams as readonly [Stream<Config, AcmeClient>]
const { fields, members, optOut } = acme.operations

/** As an SDK that exports an instance of itself. */
const sharedClient = {} as AcmeClient

/** Acme with one vice, and the test that must notice it. */
const vices: readonly [string, string, Partial<Acme>][] = [
  [
    'has a limit that is no data',
    'definition: prints limits and faults as JSON',
    {
      limits: config => acme.limits(config).map(limit => ({ ...limit, calls: Number.NaN })),
    },
  ],
  [
    'writes by a route that the vendor lacks',
    'definition: writes by routes that the emulator has, within bounds of its own',
    {
      operations: { ...acme.operations, fields: { ...fields, route: 'POST /nowhere' } },
    },
  ],
  [
    'takes any configuration',
    'definition: refuses a configuration without its fields',
    {
      config: { parse: () => ({}), safeParse: () => ({ success: true }) } as unknown as Acme['config'],
    },
  ],
  [
    'calls a wrong key a passing failure',
    'connection: a wrong key is an auth error, at once',
    {
      faults: [{ status: 401, kind: 'transient' }],
    },
  ],
  [
    'lets the key out',
    'connection: a wrong key is an auth error, at once',
    {
      readFailure: error => {
        const failure = acme.readFailure(error)
        return failure && Object.assign(failure, { retryAfterMs: 0, request: { key: 'not-the-key-of-acme' } })
      },
    },
  ],
  [
    'shares one client between connections',
    'connection: a second one leaves the first as it is',
    { connect: config => Object.assign(sharedClient, acme.connect(config)) },
  ],
  [
    'makes requests past the session',
    'connection: check names the account and its containers',
    {
      check: async context => {
        await context.client.request('GET', '/account')
        return acme.check(context)
      },
    },
  ],
  [
    'forgets the last page',
    'pull: every member exactly once, with its identities',
    { streams: [pages(all => all.slice(0, -1))] },
  ],
  [
    'gives a page twice',
    'pull: every member exactly once, with its identities',
    { streams: [pages(all => [...all, ...all.slice(0, 1)])] },
  ],
  [
    'says that all are subscribed',
    'pull: consent as the vendor holds it',
    {
      streams: [pages(all => all.map(page => ({ ...page, items: page.items.map(subscribed) })))],
    },
  ],
  [
    'moves its checkpoint past rows that it did not give',
    'pull: goes on after any page, without loss',
    {
      streams: [pages(all => all.map(page => ({ ...page, checkpoint: all.at(-1)?.checkpoint })))],
    },
  ],
  [
    'begins again each time',
    'pull: the next pull brings what changed and nothing else',
    {
      streams: [
        {
          ...contacts,
          pull: (context, request) => contacts.pull(context, { ...request, checkpoint: undefined }),
        },
      ],
    },
  ],
  [
    'reads on where the last pull ended by its own clock',
    'pull: members that change while it reads are lost by neither this pull nor the next',
    {
      streams: [
        pages(all => all.map(page => ({ ...page, checkpoint: { since: 9e15, until: 9e15, after: null } }))),
      ],
    },
  ],
  [
    'claims what it did not write',
    'push: fields reach the members they are for, and no others',
    {
      operations: {
        ...acme.operations,
        fields: {
          ...fields,
          send: async (_context, _target, rows) => ({
            kind: 'answered',
            outcomes: rows.map(() => ({ status: 'applied' })),
          }),
        },
      },
    },
  ],
  [
    'adds where it should remove',
    'push: members are added, read back and removed',
    {
      operations: {
        ...acme.operations,
        members: {
          ...members,
          send: (context, target, rows) =>
            members.send(
              context,
              target,
              rows.map(row => ({ ...row, action: 'add' })),
            ),
        },
      },
    },
  ],
  [
    'opts out whom it should only write to',
    'push: leaves consent as it was',
    {
      operations: {
        ...acme.operations,
        fields: {
          ...fields,
          send: async (context, target, rows) => {
            await optOut.send(
              context,
              target,
              rows.map(row => ({ ...row, email: row.email ?? '' })),
            )
            return fields.send(context, target, rows)
          },
        },
      },
    },
  ],
  [
    'opts nobody out',
    'opt-out: lowers the consent of those it names, and of nobody else',
    {
      operations: { ...acme.operations, optOut: { ...optOut, send: async () => ({ kind: 'accepted' }) } },
    },
  ],
  [
    'takes a throttled call for a refused one',
    'weather: a pull outlives a burst of 429 without',
    {
      faults: [{ status: 429, kind: 'rejected' }],
    },
  ],
  [
    'does not know a cut connection',
    'weather: a pull outlives a cut connection',
    {
      readFailure: error => {
        const failure = acme.readFailure(error)
        return failure?.status === null ? undefined : failure
      },
    },
  ],
  [
    'calls a write repeatable that it does not repeat',
    'weather: an idempotent push outlives an outage, any other is in doubt',
    {
      operations: { ...acme.operations, fields: { ...fields, idempotent: false } },
    },
  ],
]

describe('the suite catches a connector that', () => {
  it.each(vices)('%s', async (_vice, name, change) => {
    const test = allTests.find(candidate => candidate.name === name)
    if (!test) throw new Error(`No test is called "${name}".`)
    await expect(
      onStage({ ...acme, ...change } as unknown as Connector, acmeHarness, test.run),
    ).rejects.toThrow()
    // The same test with nothing changed passes, so it was the vice that it caught.
    await onStage(acme as unknown as Connector, acmeHarness, test.run)
  })
})

describe('a skip', () => {
  it('that names no test is refused, with the names there are', () => {
    const skip = [{ test: 'pull: everything', reason: 'renamed' }]
    expect(() => describeConnector(acme, { harness: acmeHarness, skip })).toThrow(
      'no test "pull: everything"',
    )
  })
})

/** Acme's contacts, all read first and then given as `change` has them. */
function pages(change: (all: Page<PulledItem>[]) => Page<PulledItem>[]): Stream<Config, AcmeClient> {
  return {
    name: 'contacts',
    async *pull(context, request) {
      const all: Page<PulledItem>[] = []
      for await (const page of contacts.pull(context, request)) all.push(page)
      yield* change(all)
    },
  }
}

function subscribed(item: PulledItem): PulledItem {
  if (item.kind !== 'contact') return item
  return { ...item, consent: item.consent.map(one => ({ ...one, status: 'subscribed' })) }
}
