import type { LimitPolicy } from '@esplanade/connector-kit'

/**
 * Fixed windows, one per endpoint and account: a burst second and a steady minute. Tiers are the
 * vendor's `x-klaviyo-ratelimit`; 700 a minute for L where the description says 750 and the guide 700.
 */
export const klaviyoLimits: readonly LimitPolicy[] = [
  ...tier('XS', { burst: 1, steady: 15 }, ['GET /api/accounts']),
  ...tier('S', { burst: 3, steady: 60 }, ['POST /api/data-privacy-deletion-jobs']),
  ...tier('M', { burst: 10, steady: 150 }, [
    'POST /api/profile-bulk-import-jobs',
    'GET /api/profile-bulk-import-jobs',
    'GET /api/profile-bulk-import-jobs/{job_id}',
    'GET /api/profile-bulk-import-jobs/{id}/import-errors',
    'POST /api/lists',
    'POST /api/lists/{id}/relationships/profiles',
    'DELETE /api/lists/{id}/relationships/profiles',
    'GET /api/metrics',
    'GET /api/campaigns',
    'POST /api/event-bulk-create-jobs',
    'POST /api/profile-merge',
  ]),
  ...tier('L', { burst: 75, steady: 700 }, [
    'GET /api/profiles',
    'GET /api/profiles/{id}',
    'POST /api/profiles',
    'PATCH /api/profiles/{id}',
    'POST /api/profile-import',
    'POST /api/profile-subscription-bulk-create-jobs',
    'POST /api/profile-subscription-bulk-delete-jobs',
    'POST /api/profile-suppression-bulk-create-jobs',
    'POST /api/profile-suppression-bulk-delete-jobs',
    'GET /api/lists',
    'GET /api/lists/{id}',
    'GET /api/lists/{id}/relationships/profiles',
    'GET /api/segments',
    'GET /api/segments/{id}/relationships/profiles',
  ]),
  ...tier('XL', { burst: 350, steady: 3_500 }, [
    'GET /api/events',
    'POST /api/events',
    'GET /api/catalog-items',
  ]),
  {
    kind: 'rate',
    name: 'lists created a day',
    calls: 150,
    perMs: 86_400_000,
    window: 'fixed',
    routes: ['POST /api/lists'],
    source: 'x-klaviyo-ratelimit of create_list',
  },
]

function tier(
  name: string,
  { burst, steady }: { burst: number; steady: number },
  routes: readonly string[],
): LimitPolicy[] {
  const shared = { kind: 'rate', window: 'fixed', routes, each: 'route' } as const
  const source = 'Rate limits, status codes, and errors'
  return [
    { ...shared, name: `${name} burst`, calls: burst, perMs: 1_000, source },
    { ...shared, name: `${name} steady`, calls: steady, perMs: 60_000, source },
  ]
}
