import type { Value } from '@esplanade/connector-kit'
import type { EmulatorHarness } from '@esplanade/connector-kit/conformance'
import { type BrevoAccount, type BrevoContact, brevoEmulator, EMULATED_API_KEY } from '../emulator/index.ts'

const WRONG_KEY = 'xkeysib-wrong-00000000000000000000000000000000'
const FIELD = 'CONFORMANCE_FIELD'

/** What the conformance suite may know of the emulated account. */
export const brevoHarness: EmulatorHarness<BrevoAccount> = {
  emulator: brevoEmulator,
  config: url => ({ apiKey: EMULATED_API_KEY, baseUrl: url }),
  wrongKeyConfig: url => ({ apiKey: WRONG_KEY, baseUrl: url }),
  secrets: [EMULATED_API_KEY, WRONG_KEY],
  lacks: {
    jobs: 'Updates are answered at once; no operation of bulk gives a job.',
    dropField:
      'Brevo is taken to ignore an attribute that it does not have, and answers an update with no word on any row: the next pull shows that it is gone, and the next plan makes it anew.',
    requireField: 'Brevo has no attribute that a contact must have.',
  },
  otherTargets: [],
  container: '',
  target: { kind: 'list', container: '', name: 'Conformance "suite", list' },
  field: { name: FIELD, type: 'text' },
  seed: (account, members) => {
    for (const { email, consent } of members)
      account.addContact({ email, emailBlacklisted: consent === 'unsubscribed' })
  },
  touch: (account, email) => {
    contactOf(account, email).modifiedAt = account.now
  },
  fieldValue: (account, email, field) =>
    account.contactByEmail(email)?.attributes.get(field) as Value | undefined,
  targetMembers: (account, { name }) => account.listMembers(name),
  consent: (account, email) => {
    const contact = account.contactByEmail(email)
    if (!contact) return null
    return contact.emailBlacklisted ? 'unsubscribed' : 'subscribed'
  },
  changeAddress: (account, email, to) => account.changeAddress(contactOf(account, email), to),
  remove: (account, email) => account.deleteContact(contactOf(account, email)),
  holds: (account, email) => account.contactByEmail(email) !== undefined,
  customEvents: (account, email) => {
    const { id } = contactOf(account, email)
    return account.events.filter(({ contactId }) => contactId === id)
  },
  setField: (account, email, text) => {
    const contact = contactOf(account, email)
    contact.attributes.set(FIELD, text)
    contact.modifiedAt = account.now
  },
  poison: row => ({ ...row, remoteId: '1' }),
  revokeKey: account => {
    account.apiKey = 'another'
  },
  dropTarget: ({ lists }) => lists.clear(),
  retypeField: ({ attributes }) => attributes.set(FIELD, { category: 'normal', type: 'float' }),
  addWithoutEmail: account => account.addContact({ attributes: { SMS: '+4915112345678' } }),
  dateAhead: (account, email, at) => {
    contactOf(account, email).modifiedAt = at
  },
  addCampaign: account => {
    const campaign = { id: account.nextId(), name: 'Spring', subject: 'It is spring', sentAt: account.now }
    account.campaigns.push(campaign)
    return { id: String(campaign.id), subject: campaign.subject, sentAt: account.now }
  },
  webhook: {
    secret: 'brevo-webhook-token',
    delivery: (account, email, { at, secret }) => ({
      method: 'POST',
      url: 'https://example.com/hooks/brevo',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: Buffer.from(
        JSON.stringify({
          id: 7,
          event: 'contact_updated',
          email: contactOf(account, email).email,
          ts: Math.floor(at / 1_000),
        }),
      ),
    }),
  },
}

function contactOf(account: BrevoAccount, email: string): BrevoContact {
  const contact = account.contactByEmail(email)
  if (!contact) throw new Error('The suite named somebody it did not seed.')
  return contact
}
