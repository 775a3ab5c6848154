import { z } from 'zod'
import { type AccountDescription, defineConnector, secretSchema, type TargetKind } from '../../src/index.ts'
import { type AcmeClient, AcmeError, acmeClient } from './acme-client.ts'
import { acmeLimits } from './acme-limits.ts'
import { acmeOperations, tagPath } from './acme-operations.ts'
import { acmeStreams } from './acme-streams.ts'
import { acmeWebhooks } from './acme-webhooks.ts'
import { type AcmeConfig, type AcmeContext, ask } from './ask.ts'

/** The smallest honest connector that has all but one capability, to test the conformance suite with. */
export const acme = defineConnector<AcmeConfig, AcmeClient>({
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
    const { id, name } = await ask<Account>(context, 'GET /account', '/account')
    return { accountId: id, name, containers: [{ id: '', name }] }
  },
  absent: { lists: 'Acme has tags alone.' },
  describe,
  scopes: () => ({
    always: ['read'],
    streams: { contacts: ['read'], campaigns: ['read'], products: ['read'], erased_members: ['read'] },
    operations: {
      fields: ['write'],
      members: ['write'],
      optOut: ['write'],
      optOutOfTopic: ['write'],
      optIn: ['write'],
      events: ['write'],
      erase: ['erase'],
    },
  }),
  topics: () => ['news', 'offers'],
  streams: acmeStreams,
  gone: ['deleted', 'archived', 'merged'],
  targets: ['tag', 'property-tag'],
  segments: true,
  making: {
    tag: [{ route: 'PUT /tags/{tag}' }],
    'property-tag': [{ route: 'PUT /tags/{tag}' }],
    fields: [{ route: 'POST /fields' }],
  },
  findTarget: async (context, target) => {
    try {
      const { byRule } = await ask<{ byRule: boolean }>(context, 'GET /tags/{tag}', tagPath(target))
      const readOnly = byRule ? { readOnly: 'Acme fills it by a rule of its own.' } : {}
      return { ...target, remoteId: target.name, ...readOnly }
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
    await ask(context, 'POST /fields', '/fields', { body: fields.map(({ name }) => name) })
  },
  async *readMembers(context, target) {
    const path = `${tagPath(target)}/members`
    yield { remoteIds: await ask<string[]>(context, 'GET /tags/{tag}/members', path) }
  },
  webhooks: acmeWebhooks,
  operations: acmeOperations,
})

interface Account {
  readonly id: string
  readonly name: string
  readonly tier: string
  readonly scopes: readonly string[]
  readonly members: number
}

async function describe(context: AcmeContext): Promise<AccountDescription> {
  const account = await ask<Account>(context, 'GET /account', '/account')
  const tags = await ask<{ name: string; members: number }[]>(context, 'GET /tags', '/tags')
  const fields = await ask<string[]>(context, 'GET /fields', '/fields')
  const { id, name, tier, members } = account
  return {
    account: { id, name, tier },
    containers: [{ id: '', name, members }],
    targets: tags.map(tag => {
      const kind: TargetKind = tag.name.includes(':') ? 'property-tag' : 'tag'
      return { kind, container: '', name: tag.name, remoteId: tag.name, writable: true, members: tag.members }
    }),
    fields: fields.map(field => ({
      container: '',
      name: field,
      label: field,
      type: 'text',
      vendorType: 'words',
      required: false,
      writable: true,
    })),
    limits: [{ name: 'members', allowed: null, used: members, source: 'GET /account' }],
    scopes: account.scopes,
  }
}
