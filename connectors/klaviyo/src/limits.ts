import { days, type LimitPolicy, minutes, seconds } from '@esplanade/connector-kit'
import { CALLS, ROUTES, TIERS, type Tier } from './routes.ts'

export const klaviyoLimits: readonly LimitPolicy[] = [
  ...(Object.keys(TIERS) as Tier[]).flatMap(limitsOf),
  {
    kind: 'rate',
    name: 'lists created a day',
    calls: 150,
    perMs: days(1),
    window: 'fixed',
    routes: [ROUTES.createList],
    source: 'x-klaviyo-ratelimit of create_list, revision 2026-07-15',
  },
]

function limitsOf(name: Tier): LimitPolicy[] {
  const { burst, steady } = TIERS[name]
  const routes = Object.values(CALLS).flatMap(([tier, route]) => (tier === name ? [route] : []))
  const source = 'https://developers.klaviyo.com/en/docs/rate_limits_and_error_handling'
  const shared = { kind: 'rate', window: 'fixed', routes, each: 'route', source } as const
  const feedback = { remaining: 'ratelimit-remaining', resetSeconds: 'ratelimit-reset' }
  return [
    { ...shared, name: `${name} burst`, calls: burst, perMs: seconds(1) },
    { ...shared, name: `${name} steady`, calls: steady, perMs: minutes(1), feedback },
  ]
}
