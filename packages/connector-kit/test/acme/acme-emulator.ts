import type { EmulatorDefinition } from '../../testing/emulator/index.ts'
import { type AcmeAccount, createAccount } from './acme-account.ts'
import { acmeLimits } from './acme-limits.ts'
import { acmeReadRoutes } from './acme-read-routes.ts'
import { problem } from './acme-replies.ts'
import { acmeWriteRoutes } from './acme-write-routes.ts'

export const acmeEmulator: EmulatorDefinition<AcmeAccount> = {
  name: 'acme',
  basePath: '/v1',
  createState: createAccount,
  routes: [...acmeReadRoutes, ...acmeWriteRoutes],
  limits: acmeLimits,
  authorize: ({ headers }, { apiKey }) =>
    headers['x-key'] === apiKey ? undefined : problem(401, `Key ${headers['x-key']} Unknown`),
  overLimit: (_policy, retryAfterMs) => ({
    ...problem(429, 'Slow Down'),
    headers: { 'retry-after': String(Math.ceil(retryAfterMs / 1_000)) },
  }),
  budgetHeaders: usage => {
    const burst = usage.find(({ policy }) => policy.name === 'burst')
    if (!burst) return {}
    return {
      'RateLimit-Remaining': String(burst.policy.calls - burst.used),
      'RateLimit-Reset': String(Math.ceil(burst.resetsInMs / 1_000)),
    }
  },
  notFound: () => problem(404, 'No Such Page'),
  badBody: () => problem(400, 'Not JSON'),
  serverError: status => problem(status, 'Out Of Order'),
}
