import type { LimitPolicy } from '../../src/index.ts'

export const acmeLimits: readonly LimitPolicy[] = [
  {
    kind: 'rate',
    name: 'burst',
    calls: 10,
    perMs: 1_000,
    window: 'fixed',
    feedback: { remaining: 'ratelimit-remaining', resetSeconds: 'ratelimit-reset' },
    source: 'made up',
  },
  { kind: 'rate', name: 'steady', calls: 100, perMs: 60_000, window: 'rolling', source: 'made up' },
  { kind: 'concurrency', name: 'connections', calls: 3, source: 'made up' },
]
