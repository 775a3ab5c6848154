import type { Outcome, PollResult, RowAddress, SendResult } from '@esplanade/connector-kit'
import type { ProfileUpsertQueryResourceObject } from 'klaviyo-api'
import { z } from 'zod'
import { answered, type KlaviyoClient } from './client.ts'
import { type KlaviyoContext, walkCollection } from './pages.ts'
import { ROUTES } from './routes.ts'

/** What must survive a restart to ask for a job again. */
export const importJobSchema = z.object({ id: z.string(), submittedAt: z.number() })
type ImportJob = z.output<typeof importJobSchema>

const ERRORS_PAGE_SIZE = 100
const SOONEST_POLL_MS = 500
const LATEST_POLL_MS = 30_000

/** Half of the time that the job has taken already: small imports are seen soon, long ones asked seldom. */
export function pollAfterMs(submittedAt: number, now: number): number {
  return Math.min(LATEST_POLL_MS, Math.max(SOONEST_POLL_MS, (now - submittedAt) / 2))
}

/** One profile of an import, by id alone: an address sent along would overwrite one that the person changed meanwhile. */
export type ImportedProfile = Pick<ProfileUpsertQueryResourceObject, 'attributes' | 'meta'> & {
  readonly id: string
}

export async function submitImport(
  context: KlaviyoContext,
  profiles: readonly ImportedProfile[],
): Promise<SendResult> {
  const data = profiles.map(profile => ({ type: 'profile' as const, ...profile }))
  const { data: body } = await context.session.call(
    ROUTES.importProfiles,
    { idempotent: true, priority: 'push' },
    () =>
      answered(
        context.client.profiles.bulkImportProfiles({
          data: { type: 'profile-bulk-import-job', attributes: { profiles: { data } } },
        }),
      ),
  )
  const submittedAt = context.session.clock.now()
  const job: ImportJob = { id: body.data.id, submittedAt }
  return { kind: 'job', job, pollAfterMs: pollAfterMs(submittedAt, submittedAt) }
}

/** A job can be complete with failures; which rows failed stands in its import errors. */
export async function pollImport(
  context: KlaviyoContext,
  job: ImportJob,
  rows: readonly RowAddress[],
): Promise<PollResult> {
  const { data: body } = await context.session.call(
    ROUTES.importJob,
    { idempotent: true, priority: 'push' },
    () => answered(context.client.profiles.getBulkImportProfilesJob(job.id)),
  )
  const { status, failedCount, completedCount } = body.data.attributes
  switch (String(status)) {
    case 'complete':
      return {
        kind: 'done',
        outcomes: await readOutcomes(context, job, rows, {
          failed: failedCount ?? 0,
          done: completedCount ?? 0,
        }),
      }
    case 'cancelled':
      return { kind: 'done', outcomes: rows.map(() => CANCELLED) }
    default:
      return { kind: 'pending', pollAfterMs: pollAfterMs(job.submittedAt, context.session.clock.now()) }
  }
}

const CANCELLED: Outcome = {
  status: 'deferred',
  code: 'job-cancelled',
  message: 'Klaviyo cancelled the import before its end. Push again; what it did already stays the same.',
}

async function readOutcomes(
  context: KlaviyoContext,
  job: ImportJob,
  rows: readonly RowAddress[],
  { failed, done }: { readonly failed: number; readonly done: number },
): Promise<Outcome[]> {
  const outcomes: Outcome[] = rows.map(() => ({ status: 'applied' }))
  if (failed === 0 && done >= rows.length) return outcomes
  const index = new Map(rows.map(({ remoteId }, at) => [remoteId, at]))
  let unmatched = Math.max(0, rows.length - done - failed)
  const pages = walkCollection(context, ROUTES.importErrors, page =>
    answered(
      context.client.profiles.getErrorsForBulkImportProfilesJob(job.id, {
        pageSize: ERRORS_PAGE_SIZE,
        ...page,
      }),
    ),
  )
  for await (const { items } of pages) {
    for (const { attributes } of items) {
      const at = rowOf(attributes, index)
      if (at === undefined) unmatched += 1
      else outcomes[at] = { status: 'rejected', code: attributes.code, message: attributes.detail }
    }
  }
  if (unmatched === 0) return outcomes
  // Some row failed, or was never mentioned, and nobody can tell which: none of the others is known to be applied.
  return outcomes.map(outcome => (outcome.status === 'applied' ? { status: 'accepted' } : outcome))
}

type ImportErrorAttributes = Awaited<
  ReturnType<KlaviyoClient['profiles']['getErrorsForBulkImportProfilesJob']>
>['body']['data'][number]['attributes']

const ROW_POINTER = /\/profiles\/data\/(\d+)(?:\/|$)/

/**
 * The row an error is about: by the id in its original payload, whose shape is not documented, else
 * by the position that its pointer names.
 */
function rowOf(
  { originalPayload, source }: ImportErrorAttributes,
  index: ReadonlyMap<string, number>,
): number | undefined {
  const payload = (originalPayload ?? {}) as { id?: unknown; data?: { id?: unknown } }
  for (const id of [payload.id, payload.data?.id]) {
    const at = typeof id === 'string' ? index.get(id) : undefined
    if (at !== undefined) return at
  }
  const position = Number(ROW_POINTER.exec(source?.pointer ?? '')?.[1] ?? Number.NaN)
  return position < index.size ? position : undefined
}
