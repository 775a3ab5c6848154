import type { LimitFeedback, LimitPolicy } from '@esplanade/connector-kit'
import { ROUTES } from './routes.ts'

const SOURCE = 'https://developers.brevo.com/docs/api-limits, general rate limits'
const A_SECOND_MS = 1_000
const AN_HOUR_MS = 3_600_000

const CONTACT_ROUTES = Object.values(ROUTES).filter(route => /^[A-Z]+ \/contacts(\/|$)/.test(route))
const OTHER_ROUTES = [ROUTES.account, ROUTES.campaigns]

/**
 * The header tells of one window and doesn't say of which. It is read for the shortest one of a route,
 * where it can do no harm: what it reports of a longer window lowers nothing until that is nearly used up.
 */
const feedback: LimitFeedback = {
  remaining: 'x-sib-ratelimit-remaining',
  resetSeconds: 'x-sib-ratelimit-reset',
}

/**
 * The limits of every plan; larger plans have larger ones, of which the API tells nothing beforehand.
 * The table lists patterns of endpoints, each taken as one budget that its endpoints share, and windows
 * whose kind it leaves open: both the harder reading, unconfirmed.
 */
export const brevoLimits: readonly LimitPolicy[] = [
  ...both('contacts', { second: 10, hour: 36_000 }, CONTACT_ROUTES),
  ...both('events', { second: 10, hour: 36_000 }, [ROUTES.createEvent]),
  {
    kind: 'rate',
    name: 'all other calls an hour',
    calls: 100,
    perMs: AN_HOUR_MS,
    window: 'fixed',
    routes: OTHER_ROUTES,
    feedback,
    source: SOURCE,
  },
]

function both(
  name: string,
  { second, hour }: { second: number; hour: number },
  routes: readonly string[],
): LimitPolicy[] {
  const shared = { kind: 'rate', window: 'fixed', routes, source: SOURCE } as const
  return [
    { ...shared, name: `${name} a second`, calls: second, perMs: A_SECOND_MS, feedback },
    { ...shared, name: `${name} an hour`, calls: hour, perMs: AN_HOUR_MS },
  ]
}
