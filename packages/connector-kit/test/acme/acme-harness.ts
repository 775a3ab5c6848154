import { createHmac } from 'node:crypto'
import type { ConnectorConformance, EmulatorHarness, SeedMember } from '../../testing/conformance/index.ts'
import { ACME_KEY, type AcmeAccount, type AcmeMember } from './acme-account.ts'
import { acme } from './acme-connector.ts'
import { acmeEmulator } from './acme-emulator.ts'

function memberOf({ byEmail }: AcmeAccount, email: string): AcmeMember {
  const member = byEmail.get(email)
  if (!member) throw new Error(`Acme has no member ${email}.`)
  return member
}

function change(account: AcmeAccount, email: string, changed: Partial<AcmeMember>): void {
  Object.assign(memberOf(account, email), { changedAt: account.world.clock.now() }, changed)
}

function addMember(
  { members, byEmail, world }: AcmeAccount,
  id: string,
  email: string,
  consent: SeedMember['consent'],
): void {
  const member: AcmeMember = {
    id,
    email,
    mailable: consent === 'subscribed',
    optedOutOf: new Set(),
    optedOutByPerson: false,
    bounced: false,
    changedAt: world.clock.now(),
    gone: null,
    fields: new Map(),
  }
  members.set(id, member)
  byEmail.set(email, member)
}

export const acmeHarness: EmulatorHarness<AcmeAccount> = {
  emulator: acmeEmulator,
  config: url => ({ url, apiKey: ACME_KEY }),
  wrongKeyConfig: url => ({ url, apiKey: 'not-the-key-of-acme' }),
  secrets: [ACME_KEY, 'not-the-key-of-acme'],
  container: '',
  target: { kind: 'tag', container: '', name: 'VIP / gold' },
  otherTargets: [{ kind: 'property-tag', container: '', name: 'VIP', property: 'labels' }],
  field: { name: 'mood', type: 'text' },
  seed: (account, seeds) => {
    for (const [at, { email, consent }] of seeds.entries()) addMember(account, `m${at}`, email, consent)
  },
  touch: (account, email) => change(account, email, {}),
  fieldValue: (account, email, field) => account.byEmail.get(email)?.fields.get(field),
  targetMembers: ({ members, tags }, { name, property }) =>
    new Set(
      [...(tags.get(property === undefined ? name : `${property}:${name}`) ?? [])].map(
        id => members.get(id)?.email ?? id,
      ),
    ),
  consent: (account, email) => {
    const member = account.byEmail.get(email)
    if (!member) return null
    if (member.bounced) return 'suppressed'
    return member.mailable ? 'subscribed' : 'unsubscribed'
  },
  topics: {
    names: ['news', 'offers'],
    consent: (account, email, topic) =>
      memberOf(account, email).optedOutOf.has(topic) ? 'unsubscribed' : null,
  },
  changeAddress: (account, email, to) => {
    account.byEmail.set(to, memberOf(account, email))
    change(account, email, { email: to })
    account.byEmail.delete(email)
  },
  addSegment: (account, name, emails) => {
    account.tags.set(name, new Set(emails.map(email => memberOf(account, email).id)))
    account.ruled.add(name)
  },
  remove: (account, email, how) => {
    if (how === 'archived') return change(account, email, { gone: 'archived' })
    account.members.delete(memberOf(account, email).id)
    account.byEmail.delete(email)
  },
  merge: (account, email, into) =>
    change(account, email, { gone: { mergedInto: memberOf(account, into).id } }),
  optOutByPerson: (account, email) => change(account, email, { mailable: false, optedOutByPerson: true }),
  bounce: (account, email) => change(account, email, { bounced: true }),
  holds: ({ byEmail }, email) => byEmail.has(email),
  customEvents: (account, email) => {
    const { id } = memberOf(account, email)
    return [...account.events.values()].filter(event => event.id === id)
  },
  setField: (account, email, text) => {
    memberOf(account, email).fields.set('mood', text)
    change(account, email, {})
  },
  poison: row => ({ ...row, values: { mood: 'poison' } }),
  revokeKey: account => {
    account.apiKey = 'another'
  },
  dropTarget: ({ tags }) => tags.delete('VIP / gold'),
  dropField: ({ fields }) => fields.delete('mood'),
  retypeField: ({ numeric }) => numeric.add('mood'),
  requireField: ({ required }) => required.add('must'),
  addWithoutEmail: account => addMember(account, 'nameless', '', 'subscribed'),
  jobs: {
    operation: 'members',
    next: (account, fate) => {
      account.nextFate = fate
    },
  },
  dateAhead: (account, email, changedAt) => change(account, email, { changedAt }),
  addCampaign: ({ campaigns, world }) => {
    const campaign = { id: `c${campaigns.length}`, subject: 'Spring', sentAt: world.clock.now() }
    campaigns.push(campaign)
    return campaign
  },
  addProduct: ({ products }) => {
    const product = { id: `p${products.length}`, title: 'A lamp' }
    products.push(product)
    return product
  },
  grant: (account, scopes) => {
    account.scopes = scopes
  },
  webhook: {
    secret: 'acme-webhook-secret',
    delivery: (account, email, { at, secret }) => {
      const body = Buffer.from(JSON.stringify({ changed: [{ id: memberOf(account, email).id, email }] }))
      const signature = createHmac('sha256', secret).update(`${at}.`).update(body).digest('hex')
      const headers = { 'x-acme-time': String(at), 'x-acme-signature': signature }
      return { method: 'POST', url: 'https://example.com/hooks/acme', headers, body }
    },
  },
}

export const acmeConformance: ConnectorConformance<AcmeAccount> = { connector: acme, harness: acmeHarness }
