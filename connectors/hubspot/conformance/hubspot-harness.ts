import { instant } from '@esplanade/connector-kit'
import type { EmulatorHarness } from '@esplanade/connector-kit/conformance'
import { type HubspotAccount, hubspotEmulator } from '../emulator/index.ts'
import { holds, tagged } from './held-contacts.ts'
import { hubspotWebhook } from './hubspot-webhook.ts'

const TOKEN = 'pat-emulator'
const WRONG_TOKEN = 'pat-na1-wrong-11111111'
const MARKETING = '1'
const TOPICS = { weekly_news: '2', offers: '3' } as const
const FIELD = 'conforming'

const idOf = (account: HubspotAccount, email: string): string => {
  const contact = account.contactByEmail(email)
  if (contact === undefined) throw new Error(`The account has no contact ${email}.`)
  return contact.id
}

/** An Enterprise account, since only there opt-ins come with their time. */
const config = (url: string, accessToken: string) => ({
  accessToken,
  baseUrl: url,
  tier: 'enterprise',
  subscriptionId: MARKETING,
  topics: TOPICS,
})

export const hubspotHarness: EmulatorHarness<HubspotAccount> = {
  emulator: hubspotEmulator,
  config: url => config(url, TOKEN),
  wrongKeyConfig: url => config(url, WRONG_TOKEN),
  secrets: [TOKEN, WRONG_TOKEN],
  lacks: {
    jobs: 'HubSpot answers both with an outcome for each row; its one job, erasing, has tests of its own.',
    requireField: 'Version 3 of the API, which the SDK speaks, requires no property; dated paths do.',
  },
  otherTargets: [
    { kind: 'list', container: '', name: 'Conforming list' },
    { kind: 'property-tag', container: '', name: 'Conforming tag', property: 'conforming_tags' },
  ],
  container: '',
  target: { kind: 'tag', container: '', name: 'Conforming' },
  field: { name: FIELD, type: 'text' },
  seed: (account, members) => {
    for (const [name, id] of Object.entries(TOPICS)) account.addSubscriptionType({ id, name })
    for (const { email, consent } of members) {
      const status = consent === 'subscribed' ? 'SUBSCRIBED' : 'UNSUBSCRIBED'
      account.addContact({ email, subscriptions: { [MARKETING]: status } })
    }
  },
  touch: (account, email) => {
    account.updateContact(idOf(account, email), { city: `Touched at ${account.now}` })
  },
  settle: account => account.eraseDue(),
  topics: {
    names: ['weekly_news', 'offers'],
    consent: (account, email, topic) => {
      const status = account.subscription(email).types[TOPICS[topic as keyof typeof TOPICS]]
      if (status === undefined || status === 'NOT_SPECIFIED') return null
      return status === 'SUBSCRIBED' ? 'subscribed' : 'unsubscribed'
    },
  },
  changeAddress: (account, email, to) => {
    account.updateContact(idOf(account, email), { email: to })
  },
  addSegment: (account, name, emails) => {
    const list = account.lists.get(account.addList({ name, processingType: 'DYNAMIC' }))
    for (const email of emails) list?.members.set(idOf(account, email), account.now)
  },
  remove: (account, email, how) => {
    if (how === 'archived') account.archiveContact(idOf(account, email))
    else account.eraseNow(idOf(account, email))
  },
  merge: (account, email, into) => {
    account.mergeContacts(idOf(account, into), idOf(account, email))
  },
  dateAhead: (account, email, at) => {
    account.updateContact(idOf(account, email), { city: 'Ahead' }, at)
  },
  optOutByPerson: (account, email) => {
    account.optOutOfAll(email)
  },
  bounce: (account, email) => {
    account.recordEmailEvent({ type: 'BOUNCE', recipient: email, campaignId: 1, at: account.now })
  },
  holds,
  customEvents: (account, email) =>
    account.customEvents.of(idOf(account, email), email).map(({ eventName, properties }) => ({
      name: eventName,
      properties,
    })),
  addCampaign: account => {
    const sentAt = instant(account.now - 3_600_000)
    account.addEmailCampaign({ id: 7, name: 'Spring', subject: 'Spring is here', sentAt })
    return { id: '7', subject: 'Spring is here', sentAt }
  },
  addProduct: account => ({ id: account.addProduct({ name: 'Teapot', price: '19.90' }), title: 'Teapot' }),
  setField: (account, email, text) => {
    account.updateContact(idOf(account, email), { [FIELD]: text })
  },
  poison: row => ({ ...row, values: { [FIELD]: 'x'.repeat(65_537) } }),
  revokeKey: account => {
    account.accessToken = WRONG_TOKEN
  },
  dropTarget: account => {
    for (const { listId } of account.lists.all()) account.lists.remove(listId, account.now)
  },
  dropField: account => account.contacts.catalog.archive(FIELD),
  retypeField: account => account.addProperty({ name: FIELD, type: 'number' }),
  addWithoutEmail: account => account.addContact({ properties: { phone: '+44 20 7946 0000' } }),
  webhook: hubspotWebhook,
  fieldValue: (account, email, field) => account.contactByEmail(email)?.properties[field],
  targetMembers: (account, { name, property }) =>
    property === undefined ? (account.listMembers(name) ?? new Set()) : tagged(account, property, name),
  grant: (account, scopes) => {
    account.scopes = scopes
  },
  consent: (account, email) => {
    if (account.contactByEmail(email)?.properties.hs_email_hard_bounce_reason_enum) return 'suppressed'
    const { types } = account.subscription(email)
    if (types[MARKETING] === 'NOT_SPECIFIED') return null
    return types[MARKETING] === 'SUBSCRIBED' ? 'subscribed' : 'unsubscribed'
  },
}
