import type { Connector } from '../connector.ts'
import { cutBatches } from '../delivery/cut-batches.ts'
import { pollAfterMs } from '../delivery/poll-after.ts'
import type { ForetoldCall, ForetoldJob, ForetoldRead, Operation, RowAddress } from '../push.ts'

/** Calls by route, and how long the vendor works on the jobs among them. */
export interface ForetoldCalls {
  readonly writes: ReadonlyMap<string, number>
  readonly reads: ReadonlyMap<string, number>
  readonly jobsMs: number
}

/**
 * Batches of one target that a push has under way at once, so that their jobs are waited for together; the
 * session's budget decides how many calls really run.
 */
export const BATCHES_AT_ONCE = 4

/**
 * The calls that these rows take by an operation, cut as a push cuts them, with the questions after jobs that
 * take as long as they usually do. A row that fits no request takes none.
 */
export function foretellCalls<Row extends RowAddress>(
  { job, ...operation }: Operation<Row, unknown, unknown>,
  rows: readonly Row[],
): ForetoldCalls {
  const { batches } = cutBatches(operation, rows)
  const concerned = (call: Pick<ForetoldRead<Row>, 'of'>) =>
    batches.map(batch => batch.filter(row => call.of?.(row) ?? true).length).filter(count => count > 0)
  const reads = new Map<string, number>()
  const add = (route: string, calls: number) => reads.set(route, (reads.get(route) ?? 0) + calls)
  for (const read of operation.reads ?? [])
    for (const count of concerned(read)) add(read.route, callsFor(read, count))
  const jobs = job === undefined ? 0 : concerned(job).length
  if (job !== undefined) add(job.route, jobs * questionsTo(job))
  if (job?.result !== undefined) add(job.result, jobs)
  return {
    writes: new Map([[operation.route, batches.length]]),
    reads,
    jobsMs: Math.ceil(jobs / BATCHES_AT_ONCE) * (job?.usuallyMs ?? 0),
  }
}

/** The calls that making a target, or so many fields, takes at most. */
export function foretellMaking(
  { making = {} }: Pick<Connector, 'making'>,
  what: keyof NonNullable<Connector['making']>,
  count = 1,
): ForetoldCalls {
  const [writes, reads] = [new Map<string, number>(), new Map<string, number>()]
  for (const call of making[what] ?? []) {
    const calls = call.route.startsWith('GET ') ? reads : writes
    calls.set(call.route, (calls.get(call.route) ?? 0) + callsFor(call, count))
  }
  return { writes, reads, jobsMs: 0 }
}

const callsFor = ({ perRows = Number.POSITIVE_INFINITY }: ForetoldCall, rows: number): number =>
  Math.ceil(rows / perRows) || 1

/** As often as `collect` asks a job that takes as long as it usually does. */
function questionsTo({ usuallyMs, pollAfterMs: everyMs }: ForetoldJob<never>): number {
  let questions = 0
  for (let waitedMs = 0; waitedMs < usuallyMs; questions += 1) waitedMs += everyMs ?? pollAfterMs(waitedMs)
  return Math.max(1, questions)
}
