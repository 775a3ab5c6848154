/** Fixed windows per account and endpoint: a burst second and a steady minute. */
export const TIERS = {
  XS: { burst: 1, steady: 15 },
  S: { burst: 3, steady: 60 },
  M: { burst: 10, steady: 150 },
  // The guide says 700 a minute and the API description 750; the smaller one is used.
  L: { burst: 75, steady: 700 },
  XL: { burst: 350, steady: 3_500 },
} as const
export type Tier = keyof typeof TIERS

/** Every call this connector makes, with its tier. */
export const CALLS = {
  accounts: ['XS', 'GET /api/accounts'],
  deleteProfile: ['S', 'POST /api/data-privacy-deletion-jobs'],
  importProfiles: ['M', 'POST /api/profile-bulk-import-jobs'],
  importJob: ['M', 'GET /api/profile-bulk-import-jobs/{job_id}'],
  importErrors: ['M', 'GET /api/profile-bulk-import-jobs/{id}/import-errors'],
  createList: ['M', 'POST /api/lists'],
  addMembers: ['M', 'POST /api/lists/{id}/relationships/profiles'],
  removeMembers: ['M', 'DELETE /api/lists/{id}/relationships/profiles'],
  metrics: ['M', 'GET /api/metrics'],
  campaigns: ['M', 'GET /api/campaigns'],
  createEvents: ['M', 'POST /api/event-bulk-create-jobs'],
  profiles: ['L', 'GET /api/profiles'],
  updateProfile: ['L', 'PATCH /api/profiles/{id}'],
  subscribe: ['L', 'POST /api/profile-subscription-bulk-create-jobs'],
  unsubscribe: ['L', 'POST /api/profile-subscription-bulk-delete-jobs'],
  lists: ['L', 'GET /api/lists'],
  members: ['L', 'GET /api/lists/{id}/relationships/profiles'],
  segments: ['L', 'GET /api/segments'],
  segmentMembers: ['L', 'GET /api/segments/{id}/relationships/profiles'],
  events: ['XL', 'GET /api/events'],
  createEvent: ['XL', 'POST /api/events'],
  products: ['XL', 'GET /api/catalog-items'],
} as const satisfies Readonly<Record<string, readonly [Tier, string]>>

/** Each call by the name it has in budgets, metrics and the emulator. */
export const ROUTES = Object.fromEntries(Object.entries(CALLS).map(([name, [, route]]) => [name, route])) as {
  readonly [Name in keyof typeof CALLS]: (typeof CALLS)[Name][1]
}
