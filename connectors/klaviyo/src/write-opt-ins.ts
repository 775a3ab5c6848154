import type { Operation, OptInRow, Outcome } from '@esplanade/connector-kit'
import { acknowledged, type KlaviyoClient } from './client.ts'
import type { KlaviyoConfig } from './config.ts'
import { pulledConsent } from './consent.ts'
import type { KlaviyoProfile } from './contact.ts'
import { findProfiles } from './find-profiles.ts'
import type { KlaviyoContext } from './pages.ts'
import { ROUTES } from './routes.ts'

/**
 * Opt-ins as they were recorded, as a historical import: no confirmation mail goes out, no "added to list"
 * flow starts, and the time of the opt-in is its own. The vendor would resubscribe anybody without complaint,
 * so the refusal is ours: everyone's consent is read first, and nobody is raised who opted out later, bounced,
 * complained or was suppressed by hand. What it answers is a 202 with nothing to ask later.
 */
export const writeOptIns: Operation<OptInRow, KlaviyoConfig, KlaviyoClient> = {
  name: 'subscribe',
  route: ROUTES.subscribe,
  maxRows: 1_000,
  // A request has one source for all its rows.
  batchKey: row => row.optIn.source,
  // Repeated, it finds them subscribed.
  idempotent: true,
  send: async (context, _target, rows) => {
    const held = new Map<string, KlaviyoProfile>()
    for await (const profile of findProfiles(context, 'email', [
      ...new Set(rows.map(({ email }) => email)),
    ])) {
      held.set(keyOf(profile.attributes.email ?? ''), profile)
    }
    const outcomes = rows.map(row => judge(row, held.get(keyOf(row.email)), context.session.clock.now()))
    const raised = rows.filter((_, at) => outcomes[at]?.status === 'accepted')
    if (raised.length > 0) await subscribe(context, raised)
    return { kind: 'answered', outcomes }
  },
}

const keyOf = (email: string): string => email.trim().toLowerCase()

function judge({ optIn }: OptInRow, profile: KlaviyoProfile | undefined, now: number): Outcome {
  if (optIn.at >= now) return AHEAD
  const statement = pulledConsent(profile?.attributes.subscriptions).find(
    ({ channel, scope }) => channel === 'email' && scope === 'global',
  )
  const can = profile?.attributes.subscriptions?.email?.marketing?.canReceiveEmailMarketing
  if (statement?.status === 'subscribed') return { status: 'unchanged' }
  if (statement?.status === 'suppressed' || (profile && can === false && statement === undefined))
    return SUPPRESSED
  // An opt-out of unknown time may be the later one.
  if (statement?.status === 'unsubscribed' && (statement.at ?? now) >= optIn.at) return OPTED_OUT
  return { status: 'accepted' }
}

const AHEAD: Outcome = {
  status: 'refused',
  code: 'opt-in-ahead',
  message: 'The opt-in is dated ahead, and Klaviyo takes past ones only. Correct its time.',
}
const SUPPRESSED: Outcome = {
  status: 'rejected',
  code: 'suppressed',
  message:
    'Klaviyo suppresses this address: it bounced, complained or was suppressed by hand. Only the person can change that, or somebody in Klaviyo.',
}
const OPTED_OUT: Outcome = {
  status: 'rejected',
  code: 'opted-out-later',
  message: 'The person unsubscribed in Klaviyo after this opt-in. A newer opt-in of theirs is needed.',
}

async function subscribe(context: KlaviyoContext, rows: readonly OptInRow[]): Promise<void> {
  const data = rows.map(({ email, optIn }) => ({
    type: 'profile' as const,
    attributes: {
      email,
      subscriptions: {
        email: { marketing: { consent: 'SUBSCRIBED' as const, consentedAt: new Date(optIn.at) } },
      },
    },
  }))
  const attributes = {
    customSource: rows[0]?.optIn.source ?? null,
    profiles: { data },
    historicalImport: true,
  }
  await context.session.call(ROUTES.subscribe, { idempotent: true, priority: 'push' }, () =>
    acknowledged(
      context.client.profiles.bulkSubscribeProfiles({
        data: { type: 'profile-subscription-bulk-create-job', attributes },
      }),
    ),
  )
}
