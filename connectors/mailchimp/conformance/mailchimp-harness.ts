import type { EmulatorHarness } from '@esplanade/connector-kit/conformance'
import { EMULATOR_API_KEY, type MailchimpAccount, mailchimpEmulator } from '../emulator/index.ts'

const AUDIENCE = 'newsletter'
const WRONG_KEY = 'no-such-key-0123456789-us1'

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
    jobs: 'No operation of this connector answers with a job.',
    remove: 'The harness does not do this yet.',
    dateAhead: 'The harness does not do this yet.',
    setField: 'The harness does not do this yet.',
    poison: 'The harness does not do this yet.',
    webhook: 'The harness does not do this yet.',
  },
  otherTargets: [],
  container: AUDIENCE,
  target: { kind: 'tag', container: AUDIENCE, name: 'Conformance' },
  field: { name: 'CONFORM', type: 'text' },
  seed: (account, members) => {
    for (const { email, consent } of members) {
      // Unsubscribed by the API: the kind of opt-out that a careless write would lift.
      account.addMember(AUDIENCE, { email, status: consent, unsubscribedBy: 'api' })
    }
  },
  touch: (account, email) => {
    account.changeMember(AUDIENCE, email, { mergeFields: { LNAME: 'Touched' } })
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
