import type { LimitPolicy } from '@esplanade/connector-kit'
import { ROUTES } from './routes.ts'

const DAY_MS = 86_400_000

/**
 * Fixed windows per account and endpoint: a burst second and a steady minute. The guide says 700 a
 * minute for tier L and the API description 750; the smaller one is used.
 */
export const klaviyoLimits: readonly LimitPolicy[] = [
  ...tier('XS', { burst: 1, steady: 15 }, [ROUTES.accounts]),
  ...tier('S', { burst: 3, steady: 60 }, [ROUTES.deleteProfile]),
  ...tier('M', { burst: 10, steady: 150 }, [
    ROUTES.importProfiles,
    ROUTES.importJob,
    ROUTES.importErrors,
    ROUTES.createList,
    ROUTES.addMembers,
    ROUTES.removeMembers,
    ROUTES.metrics,
    ROUTES.campaigns,
    ROUTES.createEvents,
  ]),
  ...tier('L', { burst: 75, steady: 700 }, [
    ROUTES.profiles,
    ROUTES.updateProfile,
    ROUTES.subscribe,
    ROUTES.unsubscribe,
    ROUTES.lists,
    ROUTES.members,
    ROUTES.segments,
    ROUTES.segmentMembers,
  ]),
  ...tier('XL', { burst: 350, steady: 3_500 }, [ROUTES.events, ROUTES.createEvent, ROUTES.products]),
  {
    kind: 'rate',
    name: 'lists created a day',
    calls: 150,
    perMs: DAY_MS,
    window: 'fixed',
    routes: [ROUTES.createList],
    source: 'x-klaviyo-ratelimit of create_list, revision 2026-07-15',
  },
]

function tier(
  name: string,
  { burst, steady }: { burst: number; steady: number },
  routes: readonly string[],
): LimitPolicy[] {
  const shared = { kind: 'rate', window: 'fixed', routes, each: 'route' } as const
  const source = 'https://developers.klaviyo.com/en/docs/rate_limits_and_error_handling'
  return [
    { ...shared, name: `${name} burst`, calls: burst, perMs: 1_000, source },
    {
      ...shared,
      name: `${name} steady`,
      calls: steady,
      perMs: 60_000,
      feedback: { remaining: 'ratelimit-remaining', resetSeconds: 'ratelimit-reset' },
      source,
    },
  ]
}
