import { instant } from '@esplanade/connector-kit'
import type { EmulatorHarness } from '@esplanade/connector-kit/conformance'
import {
  EMULATOR_API_KEY,
  type MailchimpAccount,
  type Member,
  mailchimpEmulator,
  webhookDelivery,
} from '../emulator/index.ts'
import type { MergeField } from '../emulator/merge-field.ts'

const AUDIENCE = 'newsletter'
const STORE = 'shop'
const FIELD = 'CONFORM'
const WRONG_KEY = 'no-such-key-0123456789-us1'

const memberOf = (account: MailchimpAccount, email: string): Member => account.known(AUDIENCE, email)

/** What the conformance suite may know of the emulated account. */
export const mailchimpHarness: EmulatorHarness<MailchimpAccount> = {
  emulator: {
    ...mailchimpEmulator,
    createState: world => {
      const account = mailchimpEmulator.createState(world)
      account.addAudience({ id: AUDIENCE, name: 'Newsletter' })
      return account
    },
  },
  config: url => ({ apiKey: EMULATOR_API_KEY, baseUrl: url }),
  wrongKeyConfig: url => ({ apiKey: WRONG_KEY, baseUrl: url }),
  secrets: [EMULATOR_API_KEY, WRONG_KEY],
  lacks: {
    jobs: 'Fields and tags are answered row by row; the jobs of events and erasures are proved in batch-jobs.test.ts.',
  },
  otherTargets: [],
  container: AUDIENCE,
  target: { kind: 'tag', container: AUDIENCE, name: 'Conformance' },
  field: { name: FIELD, type: 'text' },
  seed: (account, members) => {
    for (const { email, consent } of members) {
      // Unsubscribed by the API: the kind of opt-out that a careless write would lift.
      account.addMember(AUDIENCE, { email, status: consent, unsubscribedBy: 'api' })
    }
  },
  touch: (account, email) => {
    account.changeMember(AUDIENCE, email, { mergeFields: { LNAME: 'Touched' } })
  },
  settle: account => account.batches.work(true),
  changeAddress: (account, email, to) => {
    account.changeMember(AUDIENCE, email, { email: to })
  },
  addSegment: (account, name, emails) => {
    account.audience(AUDIENCE).addSavedSegment(account.nextId(), name, account.now(), emails)
  },
  remove: (account, email, how) => {
    if (how === 'archived') account.changeMember(AUDIENCE, email, { status: 'archived', by: 'admin' })
    else account.audience(AUDIENCE).forget(memberOf(account, email))
  },
  optOutByPerson: (account, email) => {
    account.changeMember(AUDIENCE, email, { status: 'unsubscribed', by: 'person' })
  },
  bounce: (account, email) => {
    account.changeMember(AUDIENCE, email, { status: 'cleaned', by: 'person' })
  },
  holds: (account, email) => account.member(AUDIENCE, email) !== undefined,
  customEvents: (account, email) => account.audience(AUDIENCE).eventsOf(memberOf(account, email)),
  setField: (account, email, text) => {
    account.changeMember(AUDIENCE, email, { mergeFields: { [FIELD]: text } })
  },
  // A status that it does not know makes Mailchimp refuse the batch as a whole, which no value does.
  poison: row => ({ ...row, remoteStatus: 'wishful' }),
  revokeKey: account => account.apiKeys.clear(),
  dropTarget: account => account.audience(AUDIENCE).segments.clear(),
  dropField: account => {
    const field = account.audience(AUDIENCE).mergeFields.find(({ tag }) => tag === FIELD)
    if (field) account.audience(AUDIENCE).dropMergeField(field)
  },
  retypeField: account => {
    const { mergeFields } = account.audience(AUDIENCE)
    const at = mergeFields.findIndex(({ tag }) => tag === FIELD)
    mergeFields.splice(at, 1, { ...(mergeFields[at] as MergeField), type: 'number' })
  },
  requireField: account => {
    const must = {
      mergeId: 99,
      tag: 'MUST',
      name: 'Must',
      type: 'text',
      required: true,
      choices: [],
    } as const
    account.audience(AUDIENCE).mergeFields.push({ ...must })
  },
  addWithoutEmail: account => account.addMember(AUDIENCE, { email: '' }),
  dateAhead: (account, email, at) => {
    account.changeMember(AUDIENCE, email, { mergeFields: { LNAME: 'Ahead' }, at })
  },
  addCampaign: account => {
    const sendTime = account.now()
    const campaign = account.addCampaign({ audienceId: AUDIENCE, subject: 'Spring is here', sendTime })
    return { id: campaign.id, subject: campaign.subject, sentAt: instant(sendTime) }
  },
  addProduct: account => {
    account.addStore({ id: STORE, audienceId: AUDIENCE, name: 'Shop' })
    const { id, title } = account.addProduct(STORE, { title: 'Mug', prices: [12.5] })
    return { id, title }
  },
  webhook: {
    secret: 'webhook-signing-secret',
    delivery: (account, email, { at, secret }) =>
      webhookDelivery(account.audience(AUDIENCE), memberOf(account, email), {
        type: 'profile',
        url: 'https://hub.example.com/hooks/mailchimp',
        at,
        secret,
      }),
  },
  fieldValue: (account, email, field) => {
    const value = account.member(AUDIENCE, email)?.mergeFields[field]
    return typeof value === 'object' ? undefined : value
  },
  targetMembers: (account, target) => account.tagMembers(target.container, target.name),
  consent: (account, email) => {
    switch (account.member(AUDIENCE, email)?.status) {
      case 'subscribed':
        return 'subscribed'
      case 'unsubscribed':
        return 'unsubscribed'
      case 'cleaned':
        return 'suppressed'
      default:
        return null
    }
  },
}
