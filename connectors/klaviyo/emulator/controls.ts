import type { EmulatorControls } from '@esplanade/connector-kit/emulator'
import type { KlaviyoAccount } from './klaviyo-account.ts'
import { wholeSecond } from './profile.ts'

/** What a rehearsal may do to the account from outside. */
export const controls: EmulatorControls<KlaviyoAccount> = {
  seed: (account, members) => {
    const added = members.filter(({ email }) => account.profileByEmail(email) === undefined)
    for (const { email, consent } of added) {
      const word = consent === 'subscribed' ? 'SUBSCRIBED' : 'UNSUBSCRIBED'
      account.addProfile({ email, subscriptions: { email: { consent: word } } })
    }
    return added.length
  },
  inspect: (account, email) => {
    const profile = account.profileByEmail(email)
    if (!profile) return undefined
    return {
      email: profile.email ?? email,
      remoteId: profile.id,
      consent: account.consent(email)?.consent ?? 'NEVER_SUBSCRIBED',
      fields: { ...profile.attributes, ...profile.properties },
      targets: account.lists
        .all()
        .filter(({ members }) => members.has(profile.id))
        .map(({ name }) => name),
    }
  },
  touch: (account, email) => {
    const profile = account.profileByEmail(email)
    if (!profile) return false
    profile.attributes.title = `Touched at ${new Date(account.now).toISOString()}`
    profile.updated = wholeSecond(account.now)
    account.profiles.changed()
    return true
  },
}
