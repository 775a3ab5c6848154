import type { EmulatorDefinition, LimitUsage } from '@esplanade/connector-kit/emulator'
import { accountRoutes } from './account-routes.ts'
import { BrevoAccount } from './brevo-account.ts'
import { contactRoutes } from './contact-routes.ts'
import { brevoLimits } from './limits.ts'
import { problem } from './replies.ts'

/**
 * Brevo's API v3 as its documentation has it, as far as an audience hub uses it: one account. Where the
 * documentation is silent, the harder case for a client was chosen, with a comment.
 */
export const brevoEmulator: EmulatorDefinition<BrevoAccount> = {
  name: 'brevo',
  basePath: '/v3',
  createState: world => new BrevoAccount(world),
  routes: [...accountRoutes, ...contactRoutes],
  limits: brevoLimits,
  authorize: ({ headers }, { apiKey }) =>
    headers['api-key'] === apiKey ? undefined : problem(401, 'unauthorized', 'Key not found'),
  overLimit: (policy, retryAfterMs) => ({
    ...problem(429, 'too_many_requests', 'Too many requests'),
    headers: limitHeaders(policy.calls, 0, retryAfterMs),
  }),
  budgetHeaders,
  notFound: () => problem(404, 'document_not_found', 'Path not found'),
  badBody: () => problem(400, 'bad_request', 'Input must be a valid JSON object'),
  serverError: status => problem(status, 'internal_server_error', 'Something went wrong'),
}

/** Which window the headers tell of is not documented: here the shortest. */
function budgetHeaders(usage: readonly LimitUsage[]): Record<string, string> {
  const [shortest] = usage.filter(({ policy }) => policy.kind === 'rate')
  if (!shortest) return {}
  const { policy, used, resetsInMs } = shortest
  return limitHeaders(policy.calls, Math.max(0, policy.calls - used), resetsInMs)
}

const limitHeaders = (calls: number, remaining: number, resetsInMs: number): Record<string, string> => ({
  'x-sib-ratelimit-limit': String(calls),
  'x-sib-ratelimit-remaining': String(remaining),
  'x-sib-ratelimit-reset': String(Math.max(1, Math.ceil(resetsInMs / 1_000))),
})
