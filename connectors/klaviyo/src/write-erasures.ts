import type { EraseRow, Operation, Outcome, PollResult } from '@esplanade/connector-kit'
import { z } from 'zod'
import { acknowledged, type KlaviyoClient } from './client.ts'
import type { KlaviyoConfig } from './config.ts'
import { findProfiles } from './find-profiles.ts'
import { pollAfterMs } from './import-job.ts'
import type { KlaviyoContext } from './pages.ts'
import { ROUTES } from './routes.ts'

const jobSchema = z.object({ submittedAt: z.number() })

/**
 * Deletion for good, one profile a call and by its id: an address may be somebody else's by now. The answer
 * confirms nothing, so the account is asked until it has no such profile.
 */
export const writeErasures: Operation<EraseRow, KlaviyoConfig, KlaviyoClient> = {
  name: 'delete-profile',
  route: ROUTES.deleteProfile,
  maxRows: 1,
  // Whoever is gone is deleted once more, which is nobody.
  idempotent: true,
  send: async (context, _target, rows) => {
    const [row] = rows
    if (!row) throw new Error('An erasure names one profile.')
    const profile = { data: { type: 'profile' as const, id: row.remoteId, attributes: {} } }
    await context.session.call(ROUTES.deleteProfile, { idempotent: true, priority: 'consent' }, () =>
      acknowledged(
        context.client.dataPrivacy.requestProfileDeletion({
          data: { type: 'data-privacy-deletion-job', attributes: { profile } },
        }),
      ),
    )
    const submittedAt = context.session.clock.now()
    return { kind: 'job', job: { submittedAt }, pollAfterMs: pollAfterMs(submittedAt, submittedAt) }
  },
  poll: async (context, _target, job, rows): Promise<PollResult> => {
    const { submittedAt } = jobSchema.parse(job)
    const [row] = rows
    if (row && (await isThere(context, 'id', row.remoteId))) {
      return { kind: 'pending', pollAfterMs: pollAfterMs(submittedAt, context.session.clock.now()) }
    }
    const other = row?.email && (await isThere(context, 'email', row.email))
    return { kind: 'done', outcomes: [other ? ANOTHER : { status: 'applied' }] }
  },
}

async function isThere(context: KlaviyoContext, by: 'id' | 'email', name: string): Promise<boolean> {
  for await (const _ of findProfiles(context, by, [name])) return true
  return false
}

const ANOTHER: Outcome = {
  status: 'rejected',
  code: 'address-elsewhere',
  message:
    'The profile is gone, and Klaviyo has another one with its address. Pull, then erase that one too if it is the same person.',
}
