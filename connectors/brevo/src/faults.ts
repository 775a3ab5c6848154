import type { FaultRule } from '@esplanade/connector-kit'

/** By status first: the vendor lists its codes, and not which of them come with which call. */
export const brevoFaults: readonly FaultRule[] = [
  {
    status: 401,
    kind: 'auth',
    next: 'Check the API key of this connection (SMTP & API > API keys), and whether the account allows calls from this address.',
  },
  { status: 403, kind: 'auth', next: 'The account or its plan does not allow this call; ask its owner.' },
  {
    status: 402,
    kind: 'config',
    next: 'The plan has too few credits or contacts left for this; look at the plan in Brevo.',
  },
  { code: 'account_in_process', kind: 'transient' },
  { status: 429, kind: 'throttled' },
  { status: 404, kind: 'missing' },
  { status: [400, 405, 406, 413, 422], kind: 'rejected' },
]
