import type { EmulatorHarness } from '@esplanade/connector-kit/conformance'
import { type HubspotAccount, hubspotEmulator } from '../emulator/index.ts'

const TOKEN = 'pat-emulator'
const WRONG_TOKEN = 'pat-na1-wrong-11111111'
const MARKETING = '1'

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
})

export const hubspotHarness: EmulatorHarness<HubspotAccount> = {
  emulator: hubspotEmulator,
  config: url => config(url, TOKEN),
  wrongKeyConfig: url => config(url, WRONG_TOKEN),
  secrets: [TOKEN, WRONG_TOKEN],
  lacks: {
    jobs: 'No operation of this connector answers with a job.',
    remove: 'The harness does not do this yet.',
    merge: 'The harness does not do this yet.',
    dateAhead: 'The harness does not do this yet.',
    setField: 'The harness does not do this yet.',
    poison: 'The harness does not do this yet.',
    webhook: 'The harness does not do this yet.',
  },
  otherTargets: [{ kind: 'list', container: '', name: 'Conforming list' }],
  container: '',
  target: { kind: 'tag', container: '', name: 'Conforming' },
  field: { name: 'conforming', type: 'text' },
  seed: (account, members) => {
    for (const { email, consent } of members) {
      const status = consent === 'subscribed' ? 'SUBSCRIBED' : 'UNSUBSCRIBED'
      account.addContact({ email, subscriptions: { [MARKETING]: status } })
    }
  },
  touch: (account, email) => {
    account.updateContact(idOf(account, email), { city: `Touched at ${account.now}` })
  },
  fieldValue: (account, email, field) => account.contactByEmail(email)?.properties[field],
  targetMembers: (account, { name }) => account.listMembers(name) ?? new Set(),
  consent: (account, email) => {
    const { types } = account.subscription(email)
    if (types[MARKETING] === 'NOT_SPECIFIED') return null
    return types[MARKETING] === 'SUBSCRIBED' ? 'subscribed' : 'unsubscribed'
  },
}
