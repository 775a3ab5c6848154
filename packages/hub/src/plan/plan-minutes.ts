import { forecast } from '@esplanade/connector-kit'
import type { Connection } from '../connection.ts'
import { operationOf } from './operation-of.ts'
import type { PlannedPush } from './planned.ts'

/**
 * Minutes that a plan's requests take at what the vendors allow. The targets of one connection share its
 * limits and follow one another; connections are written to side by side, so the slowest decides. What a
 * connector reads on its way (the state of a job, of a member) is not foreseen.
 */
export function planMinutes(pushes: readonly PlannedPush[]): number {
  const byConnection = Map.groupBy(pushes, ({ connection }) => connection)
  return Math.max(0, ...[...byConnection].map(([connection, own]) => minutesOf(connection, own)))
}

function minutesOf({ connector, limits }: Connection, pushes: readonly PlannedPush[]): number {
  const requests = new Map<string, number>()
  for (const { operation, summary } of pushes) {
    if (summary.requests === 0) continue
    const { route } = operationOf(connector, operation)
    requests.set(route, (requests.get(route) ?? 0) + summary.requests)
  }
  return inMinutes(forecast(requests, limits))
}

/** To a tenth of a minute. */
export const inMinutes = (ms: number): number => Math.round(ms / 6_000) / 10
