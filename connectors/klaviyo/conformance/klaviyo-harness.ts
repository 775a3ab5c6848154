import { type ConsentStatus, instant, type Value } from '@esplanade/connector-kit'
import type { EmulatorHarness } from '@esplanade/connector-kit/conformance'
import { EMULATED_API_KEY, type KlaviyoAccount, klaviyoEmulator } from '../emulator/index.ts'
import type { Profile } from '../emulator/profile.ts'
import { klaviyoWebhook } from './klaviyo-webhook.ts'

const WRONG_KEY = 'pk_wrong_000000000000000000000000000000'

/** What the conformance suite may know of the emulated account. */
export const klaviyoHarness: EmulatorHarness<KlaviyoAccount> = {
  emulator: klaviyoEmulator,
  config: url => ({ apiKey: EMULATED_API_KEY, baseUrl: url }),
  wrongKeyConfig: url => ({ apiKey: WRONG_KEY, baseUrl: url }),
  secrets: [EMULATED_API_KEY, WRONG_KEY],
  lacks: {
    dropField: 'A property is no more than its values: whoever writes one makes it.',
    retypeField: 'A property takes values of any type.',
    requireField: 'A profile has no field that it must have.',
    grant: 'Klaviyo tells no key its permissions: a call that lacks one is refused and says which.',
  },
  otherTargets: [{ kind: 'property-tag', container: '', name: 'VIP "best", (10%)', property: 'audiences' }],
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
    const profile = profileOf(account, email)
    profile.attributes.title = `touched at ${account.now}`
    profile.updated = account.now - (account.now % 1_000)
    account.profiles.changed()
  },
  settle: account => account.settle(),
  fieldValue: (account, email, field) =>
    (account.profileByEmail(email)?.properties[field] ?? undefined) as Value | undefined,
  targetMembers: (account, { kind, name, property = '' }) => {
    if (kind === 'list') return account.listMembers(name)
    const held = [...account.profiles.all()].filter(({ properties }) =>
      listOf(properties[property]).includes(name),
    )
    return new Set(held.map(({ email }) => email ?? ''))
  },
  consent: (account, email): ConsentStatus | null => {
    const held = account.consent(email)
    if (!held || held.consent === 'NEVER_SUBSCRIBED') return null
    if (held.consent === 'UNSUBSCRIBED') return 'unsubscribed'
    return held.canReceive ? 'subscribed' : 'suppressed'
  },
  changeAddress: (account, email, to) => {
    const profile = profileOf(account, email)
    account.profiles.identify(profile, { email: to })
    profile.updated = account.now - (account.now % 1_000)
  },
  addSegment: (account, name, emails) => {
    const ids = emails.map(email => profileOf(account, email).id)
    account.catalogue.addSegment(name, account.now, ids)
  },
  remove: (account, email) => account.removeProfile(email),
  optOutByPerson: (account, email) => account.unsubscribe(email),
  bounce: (account, email) => account.suppress(email, 'HARD_BOUNCE'),
  holds: (account, email) => account.profileByEmail(email) !== undefined,
  customEvents: (account, email) => {
    const no = account.profiles.numberOf(profileOf(account, email).id)
    return [...account.events.walk(undefined, false)]
      .map(at => account.events.get(at))
      .filter(({ profile }) => profile === no)
      .map(({ metric, properties }) => ({ name: account.metrics.byNumber(metric).name, properties }))
  },
  setField: (account, email, text) => {
    const profile = profileOf(account, email)
    profile.properties.conformance_field = text
    profile.updated = account.now - (account.now % 1_000)
    account.profiles.changed()
  },
  poison: row => ({ ...row, remoteId: 'nobody' }),
  revokeKey: account => {
    account.apiKey = WRONG_KEY
  },
  dropTarget: ({ lists }) => {
    for (const { id } of lists.all()) lists.remove(id)
  },
  addWithoutEmail: account => account.addProfile({ phone_number: '+4915112345678' }),
  jobs: {
    operation: 'fields',
    next: (account, fate) => {
      account.nextImport = fate === 'fails' ? 'cancelled' : fate
    },
  },
  dateAhead: (account, email, at) => {
    profileOf(account, email).updated = at - (at % 1_000)
    account.profiles.changed()
  },
  addCampaign: account => {
    const sentAt = instant(account.now)
    const { id } = account.catalogue.addCampaign({ name: 'Spring', subjects: ['Hello'], sentAt }, account.now)
    return { id, subject: 'Hello', sentAt }
  },
  addProduct: account => {
    const { externalId: id, title } = account.catalogue.addItem(
      { externalId: 'lamp-1', title: 'A lamp' },
      account.now,
    )
    return { id, title }
  },
  webhook: klaviyoWebhook,
}

function profileOf(account: KlaviyoAccount, email: string): Profile {
  const profile = account.profileByEmail(email)
  if (!profile) throw new Error('The suite named somebody it did not seed.')
  return profile
}

const listOf = (held: unknown): readonly unknown[] => (Array.isArray(held) ? held : [held])
