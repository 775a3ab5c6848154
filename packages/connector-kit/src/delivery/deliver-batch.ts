import { z } from 'zod'
import type { ConnectorContext } from '../connector.ts'
import type { Operation, OperationTarget, Outcome, PollResult, RowAddress } from '../push.ts'
import { collect } from './collect.ts'
import { prepareRows } from './prepare-rows.ts'
import { onePerRow, type Part, submit } from './submit.ts'

export { JOB_PENDING } from './collect.ts'

export interface Delivery<Row extends RowAddress, Config, Client> {
  readonly context: ConnectorContext<Config, Client>
  readonly operation: Operation<Row, Config, Client>
  readonly target: OperationTarget
  /** One batch as `cutBatches` made it. */
  readonly rows: readonly Row[]
  /** What `onJob` was given: the batch is not sent again, only asked after. */
  readonly job?: unknown
  /**
   * How long to wait for a job before its rows come back `deferred` with the code `JOB_PENDING`: the batch
   * stays open and is asked after again by its stored job. Absent: until it is done.
   */
  readonly patienceMs?: number
  /**
   * Called with JSON to store once everything is sent and the vendor works on some of it; awaited
   * before the first question, so that a restart can always go on from here.
   */
  onJob(job: unknown): Promise<void>
}

/**
 * Delivers one batch and says what became of each row, aligned with `rows`. Sending comes first and
 * as a whole (halves of a refused batch included), then `onJob`, then polling: a crash before `onJob`
 * leaves a batch that is repeated when idempotent and in doubt when not; after it, one that is only
 * asked after.
 *
 * @throws ConnectorError of kind `auth`, `config` or `contract`; the signal's reason when stopped.
 */
export async function deliverBatch<Row extends RowAddress, Config, Client>(
  delivery: Delivery<Row, Config, Client>,
): Promise<Outcome[]> {
  const { context, operation, target } = delivery
  const { ready, finish } = prepareRows(operation, target, delivery.rows)
  let parts: readonly Part[]
  if (delivery.job === undefined) {
    parts = await submit(ready, operation.idempotent, some => operation.send(context, target, some))
    if (parts.some(part => part.kind === 'job')) await delivery.onJob({ parts })
  } else {
    // Whoever was stopped while waiting has waited long enough: the first question comes at once.
    parts = storedParts(delivery.job, ready.length).map(part =>
      part.kind === 'job' ? { ...part, pollAfterMs: 0 } : part,
    )
  }
  const outcomes: Outcome[] = []
  for (const part of parts) outcomes.push(...(await outcomesOf(part, ready, delivery)))
  return finish(outcomes)
}

async function outcomesOf<Row extends RowAddress, Config, Client>(
  part: Part,
  rows: readonly Row[],
  { context, operation, target, patienceMs = Number.POSITIVE_INFINITY }: Delivery<Row, Config, Client>,
): Promise<readonly Outcome[]> {
  if (part.kind === 'settled') return part.outcomes
  const { job, pollAfterMs } = part
  const some = rows.slice(part.from, part.to)
  const poll = (): Promise<PollResult> => {
    if (!operation.poll) throw new Error(`Operation "${operation.name}" gave a job and cannot poll it.`)
    return operation.poll(context, target, job, some)
  }
  const { idempotent } = operation
  return collect({ rows: some.length, idempotent, pollAfterMs, patienceMs }, context.session, poll)
}

const outcomeSchema = z.object({
  status: z.enum(['applied', 'accepted', 'unchanged', 'refused', 'rejected', 'deferred', 'in-doubt']),
  code: z.string().exactOptional(),
  message: z.string().exactOptional(),
  notes: z
    .array(
      z.object({
        field: z.string(),
        did: z.enum(['converted', 'truncated', 'cleared', 'left-out']),
        how: z.string(),
      }),
    )
    .exactOptional(),
}) satisfies z.ZodType<Outcome>

const span = { from: z.int().min(0), to: z.int().min(1) }
const handleSchema = z.object({
  parts: z
    .array(
      z.discriminatedUnion('kind', [
        z.object({ ...span, kind: z.literal('settled'), outcomes: z.array(outcomeSchema) }),
        z.object({ ...span, kind: z.literal('job'), job: z.unknown(), pollAfterMs: z.number() }),
      ]),
    )
    .min(1),
})

function storedParts(job: unknown, rows: number): Part[] {
  const { parts } = handleSchema.parse(job)
  // The parts stand side by side from the first row to the last, or the handle is of another batch.
  const end = parts.reduce((at, part) => (part.from === at ? part.to : Number.NaN), 0)
  if (end !== rows) throw new Error(`The stored job is not of these ${rows} rows; leave the batch in doubt.`)
  for (const part of parts) if (part.kind === 'settled') onePerRow(part.outcomes, part.to - part.from)
  return parts
}
