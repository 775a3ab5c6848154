import type { ConsentStatus, Value } from '@esplanade/connector-kit'
import type { EmulatorHarness } from '@esplanade/connector-kit/conformance'
import { EMULATED_API_KEY, type KlaviyoAccount, klaviyoEmulator } from '../emulator/index.ts'

const WRONG_KEY = 'pk_wrong_000000000000000000000000000000'

/** What the conformance suite may know of the emulated account. */
export const klaviyoHarness: EmulatorHarness<KlaviyoAccount> = {
  emulator: klaviyoEmulator,
  config: url => ({ apiKey: EMULATED_API_KEY, baseUrl: url }),
  wrongKeyConfig: url => ({ apiKey: WRONG_KEY, baseUrl: url }),
  secrets: [EMULATED_API_KEY, WRONG_KEY],
  lacks: {
    jobs: 'The harness does not do this yet.',
    remove: 'The harness does not do this yet.',
    dateAhead: 'The harness does not do this yet.',
    setField: 'The harness does not do this yet.',
    poison: 'The harness does not do this yet.',
    webhook: 'The harness does not do this yet.',
  },
  otherTargets: [],
  container: '',
  target: { kind: 'list', container: '', name: 'Conformance "suite", list' },
  field: { name: 'conformance_field', type: 'text' },
  seed: (account, members) => {
    for (const { email, consent } of members) {
      const word = consent === 'subscribed' ? 'SUBSCRIBED' : 'UNSUBSCRIBED'
      account.addProfile({ email, subscriptions: { email: { consent: word } } })
    }
  },
  touch: (account, email) => {
    const profile = account.profileByEmail(email)
    if (!profile) throw new Error('The suite touched somebody it did not seed.')
    profile.attributes.title = `touched at ${account.now}`
    profile.updated = account.now - (account.now % 1_000)
    account.profiles.changed()
  },
  settle: account => account.settle(),
  fieldValue: (account, email, field) =>
    (account.profileByEmail(email)?.properties[field] ?? undefined) as Value | undefined,
  targetMembers: (account, target) => account.listMembers(target.name),
  consent: (account, email): ConsentStatus | null => {
    const held = account.consent(email)
    if (!held || held.consent === 'NEVER_SUBSCRIBED') return null
    if (held.consent === 'UNSUBSCRIBED') return 'unsubscribed'
    return held.canReceive ? 'subscribed' : 'suppressed'
  },
}
