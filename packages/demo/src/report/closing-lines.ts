import type { DemoResult } from '../demo-result.ts'
import { count } from './narrator.ts'

/**
 * The end of the demo in words: what was done, whether it holds, and what to try next.
 * @param keptConfig The configuration of a kept store; null when the store is gone.
 */
export function closingLines(result: DemoResult, keptConfig: string | null): string[] {
  const { contacts, identities, events, segments, connections, secondSync, seconds, peakMb, verified } =
    result
  const requests = connections.reduce((sum, connection) => sum + connection.requests, 0)
  const throttled = connections.reduce((sum, connection) => sum + connection.throttled, 0)
  return [
    '',
    verified ? 'Verified.' : 'NOT verified: the differences are listed above.',
    `  ${count(contacts)} contacts from ${count(identities)} identities, ${count(events)} events, ${segments.length} segments`,
    `  first sync: ${count(requests)} requests, ${throttled === 0 ? 'none throttled' : `${count(throttled)} throttled`}`,
    `  a day later: ${count(secondSync.changedContacts)} changed contacts, ${count(secondSync.requests)} requests`,
    `  ${seconds} s, ${count(peakMb)} MB at most`,
    '',
    'Try next',
    '  another shop           npx -y pnpm@12 demo --seed 7 --contacts 2000',
    ...keptLines(keptConfig),
    '  a hub of your own      examples/first-hub/README.md',
    '  the rules you just saw packages/demo/segments/*.yaml',
  ]
}

function keptLines(config: string | null): string[] {
  if (config === null) return ['  keep the store         npx -y pnpm@12 demo --keep ./demo-store']
  const esplanade = `npx -y pnpm@12 esplanade --config ${config}`
  return [
    `  look at the hub        ${esplanade} status`,
    `                         ${esplanade} segments preview vip`,
  ]
}
