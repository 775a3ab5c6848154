import {
  ACCEPTED,
  APPLIED,
  minutes,
  type Outcome,
  type PollResult,
  type RowAddress,
  rejected,
  type SendResult,
} from '@esplanade/connector-kit'
import type { ProfileUpsertQueryResourceObject } from 'klaviyo-api'
import { z } from 'zod'
import { ask, type Context, type KlaviyoClient } from './client.ts'
import { walkCollection } from './pages.ts'
import { ROUTES } from './routes.ts'

/** What must survive a restart to ask for a job again. */
const importJobSchema = z.object({ id: z.string() })

const ERRORS_PAGE_SIZE = 100

/** What operations that import have in common: 10,000 profiles and 5 MB a job. How long one takes is unconfirmed. */
export const IMPORT = {
  route: ROUTES.importProfiles,
  job: { route: ROUTES.importJob, usuallyMs: minutes(1) },
  maxRows: 10_000,
  maxBytes: 5_000_000,
  poll: pollImport,
} as const

/** One profile of an import, by id alone: an address sent along would overwrite one that the person changed meanwhile. */
export type ImportedProfile = Pick<ProfileUpsertQueryResourceObject, 'attributes' | 'meta'> & {
  readonly id: string
}

export async function submitImport(
  context: Context,
  profiles: readonly ImportedProfile[],
): Promise<SendResult> {
  const data = profiles.map(profile => ({ type: 'profile' as const, ...profile }))
  const { data: body } = await ask(
    context,
    ROUTES.importProfiles,
    client =>
      client.profiles.bulkImportProfiles({
        data: { type: 'profile-bulk-import-job', attributes: { profiles: { data } } },
      }),
    { priority: 'push' },
  )
  const job: z.output<typeof importJobSchema> = { id: body.data.id }
  return { kind: 'job', job }
}

/** A job can be complete with failures; which rows failed stands in its import errors. */
async function pollImport(
  context: Context,
  _target: unknown,
  job: unknown,
  rows: readonly RowAddress[],
): Promise<PollResult> {
  const { id } = importJobSchema.parse(job)
  const { data: body } = await ask(
    context,
    ROUTES.importJob,
    ({ profiles }) => profiles.getBulkImportProfilesJob(id),
    { priority: 'push' },
  )
  const { status, failedCount, completedCount } = body.data.attributes
  switch (String(status)) {
    case 'complete': {
      const counts = { failed: failedCount ?? 0, done: completedCount ?? 0 }
      return { kind: 'done', outcomes: await readOutcomes(context, id, rows, counts) }
    }
    case 'cancelled':
      return { kind: 'done', outcomes: rows.map(() => CANCELLED) }
    default:
      return { kind: 'pending' }
  }
}

const CANCELLED: Outcome = {
  status: 'deferred',
  code: 'job-cancelled',
  message: 'Klaviyo cancelled the import before its end. Push again; what it did already stays the same.',
}

async function readOutcomes(
  context: Context,
  id: string,
  rows: readonly RowAddress[],
  { failed, done }: { readonly failed: number; readonly done: number },
): Promise<Outcome[]> {
  const outcomes: Outcome[] = rows.map(() => APPLIED)
  if (failed === 0 && done >= rows.length) return outcomes
  const index = new Map(rows.map(({ remoteId }, at) => [remoteId, at]))
  let unmatched = Math.max(0, rows.length - done - failed)
  const pages = walkCollection(context, ROUTES.importErrors, ({ profiles }, page) =>
    profiles.getErrorsForBulkImportProfilesJob(id, { pageSize: ERRORS_PAGE_SIZE, ...page }),
  )
  for await (const { items } of pages) {
    for (const { attributes } of items) {
      const at = rowOf(attributes, index)
      if (at === undefined) unmatched += 1
      else outcomes[at] = rejected(attributes.code, attributes.detail, nextOf(attributes.code))
    }
  }
  if (unmatched === 0) return outcomes
  // Some row failed, or was never mentioned, and nobody can tell which: none of the others is known to be applied.
  return outcomes.map(outcome => (outcome === APPLIED ? ACCEPTED : outcome))
}

/** The vendor publishes no list of codes: what is no missing profile is something about its values. */
const nextOf = (code: string): string =>
  code === 'not_found'
    ? 'The profile was deleted or merged in Klaviyo; pull again.'
    : 'Correct what it names, then send it again.'

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
