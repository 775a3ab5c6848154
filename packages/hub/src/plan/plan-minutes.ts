import { type ForetoldCalls, forecast } from '@esplanade/connector-kit'
import type { Connection } from '../connection.ts'
import type { PlannedPush } from './planned.ts'

/**
 * Minutes that a plan's requests take at what the vendors allow, reads and questions after jobs included. The
 * targets of one connection share its limits and follow one another; connections are written to side by
 * side, so the slowest decides.
 */
export function planMinutes(pushes: readonly PlannedPush[]): number {
  const byConnection = Map.groupBy(pushes, ({ connection }) => connection)
  const minutes = [...byConnection].map(([connection, own]) =>
    minutesOf(
      own.map(({ calls }) => calls),
      connection,
    ),
  )
  return Math.max(0, ...minutes)
}

/** To a tenth of a minute. */
export function minutesOf(calls: readonly ForetoldCalls[], { limits }: Pick<Connection, 'limits'>): number {
  const requests = new Map<string, number>()
  for (const { writes, reads } of calls)
    for (const [route, count] of [...writes, ...reads])
      requests.set(route, (requests.get(route) ?? 0) + count)
  return Math.round(forecast(requests, limits) / 6_000) / 10
}

export const countOf = (calls: ReadonlyMap<string, number>): number =>
  [...calls.values()].reduce((sum, count) => sum + count, 0)
