import type { PulledConsent, PulledContact } from '@esplanade/connector-kit'
import { normaliseEmail, normalisePhone } from '@esplanade/core/identity'
import {
  CHANNELS,
  type Channel,
  type ConnectionId,
  type ConsentStatement,
  type Instant,
  instant,
  isStricter,
} from '@esplanade/core/schema'
import type { ConsentStore } from '@esplanade/core/store'
import type { ReadConsent } from './raised-opt-ins.ts'

/** The statements of pulled contacts that say something new. */
export async function consentStatements(
  store: ConsentStore,
  contacts: readonly PulledContact[],
  connection: ConnectionId,
  { now, consentOf }: { readonly now: Instant; readonly consentOf: ReadConsent },
): Promise<ConsentStatement[]> {
  const claims = contacts.flatMap(contact =>
    strictestOfEach(consentOf(contact).flatMap(consent => claim(contact, consent, connection, now))),
  )
  return newStatements(store, claims, connection)
}

/**
 * What a source has not said before. One that repeats itself says nothing: vendors date an opt-out by
 * the member's last change, which our own writes move, and the same file may be imported twice. Only
 * a later, dated opt-in of the same source counts again, since it may lift another source's opt-out.
 * An opt-in without a date lifts what its own source took back before, and nobody else's later word.
 */
export async function newStatements(
  store: ConsentStore,
  claims: readonly Claim[],
  source: ConnectionId,
): Promise<ConsentStatement[]> {
  const latest = new Map<string, ConsentStatement>()
  for (const channel of CHANNELS) {
    const told = claims.filter(({ said }) => said.channel === channel)
    const addresses = [...new Set(told.map(({ said }) => said.address))]
    if (addresses.length === 0) continue
    for (const known of await store.consentOf(channel, addresses)) {
      if (known.source !== source) continue
      const before = latest.get(keyOf(known))
      if (before === undefined || before.receivedAt <= known.receivedAt) latest.set(keyOf(known), known)
    }
  }
  return claims.flatMap(({ said, dated }) => {
    const before = latest.get(keyOf(said))
    const isNews =
      before === undefined ||
      before.status !== said.status ||
      (dated && said.status === 'subscribed' && said.at > before.at)
    if (!isNews) return []
    const statement = dated || said.status !== 'subscribed' ? said : { ...said, at: justAfter(before) }
    latest.set(keyOf(said), statement)
    return [statement]
  })
}

/** When an undated opt-in counts from: after its own source's opt-out was learnt, else before everything. */
const justAfter = (before: ConsentStatement | undefined): Instant =>
  instant(before === undefined ? 0 : before.receivedAt + 1)

/** A statement as a source makes it; `dated` where the source told the time and we did not guess it. */
export interface Claim {
  readonly said: ConsentStatement
  readonly dated: boolean
}

function claim(
  contact: PulledContact,
  { channel, scope, status, evidence, at }: PulledConsent,
  source: ConnectionId,
  now: Instant,
): Claim[] {
  const address = addressOf(contact, channel)
  if (address === undefined) return []
  const said = {
    address,
    channel,
    scope,
    status,
    at: at ?? now,
    receivedAt: now,
    source,
    evidence: evidenceIn(contact.container, evidence),
  }
  return [{ said, dated: at !== null }]
}

function addressOf(contact: PulledContact, channel: Channel): string | undefined {
  if (channel === 'email') return contact.email === null ? undefined : normaliseEmail(contact.email)
  const phone = contact.identities.find(identity => identity.kind === 'phone')
  return phone && normalisePhone(phone.value)
}

/** Of several words about one scope, such as an opt-out and a hard bounce, a member's consent is the strictest. */
function strictestOfEach(claims: readonly Claim[]): Claim[] {
  const strictest = new Map<string, Claim>()
  for (const one of claims) {
    const other = strictest.get(keyOf(one.said))
    if (other === undefined || isStricter(one.said.status, other.said.status))
      strictest.set(keyOf(one.said), one)
  }
  return [...strictest.values()]
}

/** One person is a member of each audience apart, and each has a word of its own. */
const evidenceIn = (container: string, evidence: string): string =>
  container === '' ? evidence : `${evidence} [${container}]`

const containerIn = (evidence: string): string => /\[([^\]]*)\]$/.exec(evidence)?.[1] ?? ''

const keyOf = ({ address, channel, scope, evidence }: ConsentStatement): string =>
  `${channel}\u0000${scope}\u0000${containerIn(evidence)}\u0000${address}`
