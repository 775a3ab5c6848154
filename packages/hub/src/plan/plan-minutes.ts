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
    minutesOf(allCalls(own.map(({ calls }) => calls)), connection),
  )
  return Math.max(0, ...minutes)
}

/** To a tenth of a minute. What is sent while jobs are at work takes no time of its own. */
export function minutesOf(
  { writes, reads, jobsMs }: ForetoldCalls,
  { limits }: Pick<Connection, 'limits'>,
): number {
  const ms = Math.max(jobsMs, forecast(sum([writes, reads]), limits))
  return Math.round(ms / 6_000) / 10
}

/** One after the other. */
export const allCalls = (calls: readonly ForetoldCalls[]): ForetoldCalls => ({
  writes: sum(calls.map(({ writes }) => writes)),
  reads: sum(calls.map(({ reads }) => reads)),
  jobsMs: calls.reduce((all, { jobsMs }) => all + jobsMs, 0),
})

function sum(counts: readonly ReadonlyMap<string, number>[]): Map<string, number> {
  const all = new Map<string, number>()
  for (const [route, count] of counts.flatMap(some => [...some]))
    all.set(route, (all.get(route) ?? 0) + count)
  return all
}

export const countOf = (calls: ReadonlyMap<string, number>): number =>
  [...calls.values()].reduce((sum, count) => sum + count, 0)
