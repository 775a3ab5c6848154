import type { PulledConsent, PulledContact } from '@esplanade/connector-kit'
import { normaliseEmail, normalisePhone } from '@esplanade/core/identity'
import {
  CHANNELS,
  type Channel,
  type ConnectionId,
  type ConsentStatement,
  type Instant,
} from '@esplanade/core/schema'
import type { ConsentStore } from '@esplanade/core/store'

/**
 * The statements of pulled contacts that say something new. A source that repeats itself says
 * nothing: vendors date an opt-out by the member's last change, which our own writes move. Only a
 * later, dated opt-in of the same source counts again, since it may lift another source's opt-out.
 */
export async function consentStatements(
  store: ConsentStore,
  contacts: readonly PulledContact[],
  connection: ConnectionId,
  now: Instant,
): Promise<ConsentStatement[]> {
  const said = contacts.flatMap(contact =>
    contact.consent.flatMap(consent => statement(contact, consent, connection, now)),
  )
  const latest = new Map<string, ConsentStatement>()
  for (const channel of CHANNELS) {
    const addresses = [...new Set(said.filter(s => s.channel === channel).map(s => s.address))]
    if (addresses.length === 0) continue
    for (const known of await store.consentOf(channel, addresses)) {
      if (known.source !== connection) continue
      const before = latest.get(keyOf(known))
      if (before === undefined || before.receivedAt <= known.receivedAt) latest.set(keyOf(known), known)
    }
  }
  return said
    .filter(({ dated, ...current }) => {
      const before = latest.get(keyOf(current))
      const news =
        before === undefined ||
        before.status !== current.status ||
        (dated && current.status === 'subscribed' && current.at > before.at)
      if (news) latest.set(keyOf(current), current)
      return news
    })
    .map(({ dated: _, ...current }) => current)
}

type DatedStatement = ConsentStatement & { readonly dated: boolean }

function statement(
  contact: PulledContact,
  consent: PulledConsent,
  source: ConnectionId,
  now: Instant,
): DatedStatement[] {
  const address = addressOf(contact, consent.channel)
  if (address === undefined) return []
  const { channel, scope, status, evidence } = consent
  return [
    {
      address,
      channel,
      scope,
      status,
      at: consent.at ?? now,
      receivedAt: now,
      source,
      evidence,
      dated: consent.at !== null,
    },
  ]
}

function addressOf(contact: PulledContact, channel: Channel): string | undefined {
  if (channel === 'email') return contact.email === null ? undefined : normaliseEmail(contact.email)
  const phone = contact.identities.find(identity => identity.kind === 'phone')
  return phone && normalisePhone(phone.value)
}

const keyOf = ({ address, channel, scope }: ConsentStatement): string =>
  `${channel}\u0000${scope}\u0000${address}`
