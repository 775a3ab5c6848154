import type {
  EmulatorDefinition,
  EmulatorReply,
  EmulatorRequest,
  LimitUsage,
} from '@esplanade/connector-kit/emulator'
import { ApiError, errorReply, invalid } from './json-api.ts'
import { KlaviyoAccount } from './klaviyo-account.ts'
import { klaviyoLimits } from './limits.ts'
import { checkRevision } from './revision.ts'
import { accountRoutes } from './routes/account-routes.ts'
import { catalogueRoutes } from './routes/catalogue-routes.ts'
import { consentRoutes } from './routes/consent-routes.ts'
import { eventRoutes } from './routes/event-routes.ts'
import { eventWriteRoutes } from './routes/event-write-routes.ts'
import { importRoutes } from './routes/import-routes.ts'
import { listRoutes } from './routes/list-routes.ts'
import { privacyRoutes } from './routes/privacy-routes.ts'
import { profileRoutes } from './routes/profile-routes.ts'

/**
 * Klaviyo's API of revision 2026-07-15, as far as an audience hub uses it: one account per emulator.
 * Where the documentation is silent, the harder case for a client was chosen, with a comment.
 */
export const klaviyoEmulator: EmulatorDefinition<KlaviyoAccount> = {
  name: 'klaviyo',
  basePath: '',
  createState: world => new KlaviyoAccount(world),
  routes: [
    ...accountRoutes,
    ...profileRoutes,
    ...importRoutes,
    ...consentRoutes,
    ...listRoutes,
    ...eventRoutes,
    ...eventWriteRoutes,
    ...catalogueRoutes,
    ...privacyRoutes,
  ],
  limits: klaviyoLimits,
  authorize,
  overLimit: (_policy, retryAfterMs) => {
    const seconds = Math.max(1, Math.ceil(retryAfterMs / 1_000))
    const detail = `Request was throttled. Expected available in ${seconds} seconds.`
    return errorReply(new ApiError(429, 'throttled', 'Request was throttled.', detail), {
      'Retry-After': String(seconds),
    })
  },
  budgetHeaders,
  notFound: () =>
    errorReply(new ApiError(404, 'not_found', 'Not found.', 'The requested resource was not found.')),
  badBody: () => errorReply(invalid('The payload provided in the request is invalid.', { pointer: '/data' })),
  serverError: status =>
    errorReply(new ApiError(status, 'error', 'A server error occurred.', 'An unexpected error occurred.')),
}

const KEY_PREFIX = 'Klaviyo-API-Key '

function authorize(request: EmulatorRequest, account: KlaviyoAccount): EmulatorReply | undefined {
  const given = request.headers.authorization
  if (given === undefined) {
    const detail = 'Missing or invalid private key.'
    return errorReply(
      new ApiError(401, 'not_authenticated', 'Authentication credentials were not provided.', detail),
    )
  }
  if (given !== `${KEY_PREFIX}${account.apiKey}`) {
    const detail = 'Missing or invalid private key.'
    return errorReply(
      new ApiError(401, 'authentication_failed', 'Incorrect authentication credentials.', detail),
    )
  }
  try {
    checkRevision(request.headers, account.now)
    return undefined
  } catch (error) {
    if (error instanceof ApiError) return errorReply(error)
    throw error
  }
}

/** The steady window is what the vendor reports; on a 429 these headers are absent. */
function budgetHeaders(usage: readonly LimitUsage[]): Record<string, string> {
  const steady = usage.find(({ policy }) => policy.kind === 'rate' && policy.perMs === 60_000)
  if (!steady) return {}
  return {
    'RateLimit-Limit': String(steady.policy.calls),
    'RateLimit-Remaining': String(Math.max(0, steady.policy.calls - steady.used)),
    'RateLimit-Reset': String(Math.ceil(steady.resetsInMs / 1_000)),
  }
}
