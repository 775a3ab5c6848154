/** Every call this connector makes, by the name it has in budgets, metrics and the emulator. */
export const ROUTES = {
  accounts: 'GET /api/accounts',
  profiles: 'GET /api/profiles',
  updateProfile: 'PATCH /api/profiles/{id}',
  importProfiles: 'POST /api/profile-bulk-import-jobs',
  importJob: 'GET /api/profile-bulk-import-jobs/{job_id}',
  importErrors: 'GET /api/profile-bulk-import-jobs/{id}/import-errors',
  unsubscribe: 'POST /api/profile-subscription-bulk-delete-jobs',
  lists: 'GET /api/lists',
  createList: 'POST /api/lists',
  members: 'GET /api/lists/{id}/relationships/profiles',
  addMembers: 'POST /api/lists/{id}/relationships/profiles',
  removeMembers: 'DELETE /api/lists/{id}/relationships/profiles',
  metrics: 'GET /api/metrics',
  events: 'GET /api/events',
} as const
