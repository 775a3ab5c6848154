import { ACCEPTED, type OptInRow, type Outcome, refused, rejected, UNCHANGED } from '@esplanade/connector-kit'
import { type Context, type Operation, tell } from './client.ts'
import { pulledConsent } from './consent.ts'
import type { KlaviyoProfile } from './contact.ts'
import { findProfiles, NAMED_AT_ONCE } from './find-profiles.ts'
import { ROUTES } from './routes.ts'

/**
 * Unsubscribes of all e-mail marketing, 100 a call: a list is left out on purpose, since with one the
 * vendor would unsubscribe its members of that list alone. Answered 202 with nothing to ask later;
 * the next pull shows what became of it.
 */
export const writeOptOuts: Operation['optOut'] = {
  name: 'unsubscribe',
  route: ROUTES.unsubscribe,
  maxRows: 100,
  idempotent: true,
  send: async (context, _target, rows) => {
    const data = rows.map(({ email }) => profileWith(email, { consent: 'UNSUBSCRIBED' as const }))
    const attributes = { profiles: { data } }
    const job = { data: { type: 'profile-subscription-bulk-delete-job' as const, attributes } }
    await tell(context, ROUTES.unsubscribe, ({ profiles }) => profiles.bulkUnsubscribeProfiles(job), {
      priority: 'consent',
    })
    return { kind: 'accepted' }
  },
}

/**
 * Opt-ins as they were recorded, as a historical import: no confirmation mail goes out, no "added to list"
 * flow starts, and the time of the opt-in is its own. The vendor would resubscribe anybody without complaint,
 * so the refusal is ours: everyone's consent is read first, and nobody is raised who opted out later, bounced,
 * complained or was suppressed by hand. What it answers is a 202 with nothing to ask later.
 */
export const writeOptIns: Operation['optIn'] = {
  name: 'subscribe',
  route: ROUTES.subscribe,
  reads: [{ route: ROUTES.profiles, perRows: NAMED_AT_ONCE }],
  maxRows: 1_000,
  // A request has one source for all its rows.
  batchKey: row => row.optIn.source,
  // Repeated, it finds them subscribed.
  idempotent: true,
  send: async (context, _target, rows) => {
    const found = await findProfiles(context, 'email', [...new Set(rows.map(({ email }) => email))])
    const held = new Map(found.map(profile => [keyOf(profile.attributes.email ?? ''), profile]))
    const now = context.session.clock.now()
    const outcomes = rows.map(row => judge(row, held.get(keyOf(row.email)), now))
    const raised = rows.filter((_, at) => outcomes[at] === ACCEPTED)
    if (raised.length > 0) await subscribe(context, raised)
    return { kind: 'answered', outcomes }
  },
}

async function subscribe(context: Context, rows: readonly OptInRow[]): Promise<void> {
  const data = rows.map(({ email, optIn }) =>
    profileWith(email, { consent: 'SUBSCRIBED' as const, consentedAt: new Date(optIn.at) }),
  )
  const customSource = rows[0]?.optIn.source ?? null
  const attributes = { customSource, profiles: { data }, historicalImport: true }
  const job = { data: { type: 'profile-subscription-bulk-create-job' as const, attributes } }
  await tell(context, ROUTES.subscribe, ({ profiles }) => profiles.bulkSubscribeProfiles(job))
}

const profileWith = <Marketing>(email: string, marketing: Marketing) => ({
  type: 'profile' as const,
  attributes: { email, subscriptions: { email: { marketing } } },
})

const keyOf = (email: string): string => email.trim().toLowerCase()

function judge({ optIn }: OptInRow, profile: KlaviyoProfile | undefined, now: number): Outcome {
  if (optIn.at >= now) return AHEAD
  const statement = pulledConsent(profile?.attributes.subscriptions).find(
    ({ channel, scope }) => channel === 'email' && scope === 'global',
  )
  const can = profile?.attributes.subscriptions?.email?.marketing?.canReceiveEmailMarketing
  if (statement?.status === 'subscribed') return UNCHANGED
  if (statement?.status === 'suppressed' || (profile && can === false && statement === undefined))
    return SUPPRESSED
  // An opt-out of unknown time may be the later one.
  if (statement?.status === 'unsubscribed' && (statement.at ?? now) >= optIn.at) return OPTED_OUT
  return ACCEPTED
}

const AHEAD = refused(
  'opt-in-ahead',
  'The opt-in is dated ahead, and Klaviyo takes past ones only. Correct its time.',
)
const SUPPRESSED = rejected(
  'suppressed',
  'Klaviyo suppresses this address: it bounced, complained or was suppressed by hand.',
  'Only the person can change that, or somebody in Klaviyo: ask for another address, or look there.',
)
const OPTED_OUT = rejected(
  'opted-out-later',
  'The person unsubscribed in Klaviyo after this opt-in.',
  'Ask them for a newer one.',
)
