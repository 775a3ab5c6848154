import type { EmulatorHarness } from '../../testing/conformance/index.ts'
import { ACME_KEY, type AcmeAccount, type AcmeMember, acmeEmulator } from './acme-emulator.ts'

const memberOf = ({ members }: AcmeAccount, email: string): AcmeMember | undefined =>
  [...members.values()].find(member => member.email === email)

export const acmeHarness: EmulatorHarness<AcmeAccount> = {
  emulator: acmeEmulator,
  config: url => ({ url, apiKey: ACME_KEY }),
  wrongKeyConfig: url => ({ url, apiKey: 'not-the-key-of-acme' }),
  secrets: [ACME_KEY, 'not-the-key-of-acme'],
  container: '',
  target: { kind: 'tag', container: '', name: 'VIP / gold' },
  field: { name: 'mood', type: 'text' },
  seed: ({ members, world }, seeds) => {
    for (const [at, { email, consent }] of seeds.entries()) {
      const id = `m${at}`
      const changedAt = world.clock.now()
      members.set(id, { id, email, mailable: consent === 'subscribed', changedAt, fields: new Map() })
    }
  },
  touch: (account, email) => {
    const member = memberOf(account, email)
    if (member) member.changedAt = account.world.clock.now()
  },
  fieldValue: (account, email, field) => memberOf(account, email)?.fields.get(field),
  targetMembers: ({ members, tags }, { name }) =>
    new Set([...(tags.get(name) ?? [])].map(id => members.get(id)?.email ?? id)),
  consent: (account, email) => {
    const member = memberOf(account, email)
    return member ? (member.mailable ? 'subscribed' : 'unsubscribed') : null
  },
}
