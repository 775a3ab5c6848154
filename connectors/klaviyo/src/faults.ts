import type { FaultRule } from '@esplanade/connector-kit'
import { UNEXPECTED_ANSWER } from './read-failure.ts'

/** The vendor publishes no full list of codes, so most rules go by status. */
export const klaviyoFaults: readonly FaultRule[] = [
  { code: UNEXPECTED_ANSWER, kind: 'contract' },
  {
    status: 401,
    kind: 'auth',
    next: 'Check the private API key of this connection; it starts with "pk_" and is made in Settings > API keys.',
  },
  {
    status: 403,
    kind: 'auth',
    next: 'Use a private API key with the scopes that this call needs; the README of @esplanade/klaviyo lists those of each stream and operation.',
  },
  {
    status: 410,
    kind: 'contract',
    next: 'Klaviyo no longer serves the API revision of this connector; install a newer version of @esplanade/klaviyo.',
  },
  { status: 429, kind: 'throttled' },
  { status: 404, kind: 'missing' },
  { status: [400, 409, 413, 422], kind: 'rejected' },
]
