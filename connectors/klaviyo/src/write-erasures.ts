import { APPLIED, rejected } from '@esplanade/connector-kit'
import { type Operation, tell } from './client.ts'
import { findProfiles } from './find-profiles.ts'
import { ROUTES } from './routes.ts'

/**
 * Deletion for good, one profile a call and by its id: an address may be somebody else's by now. The answer
 * confirms nothing, so the account is asked until it has no such profile.
 */
export const writeErasures: Operation['erase'] = {
  name: 'delete-profile',
  route: ROUTES.deleteProfile,
  maxRows: 1,
  // Whoever is gone is deleted once more, which is nobody.
  idempotent: true,
  send: async (context, _target, [row]) => {
    if (!row) throw new Error('An erasure names one profile.')
    const profile = { data: { type: 'profile' as const, id: row.remoteId, attributes: {} } }
    const job = { data: { type: 'data-privacy-deletion-job' as const, attributes: { profile } } }
    await tell(context, ROUTES.deleteProfile, ({ dataPrivacy }) => dataPrivacy.requestProfileDeletion(job), {
      priority: 'consent',
    })
    return { kind: 'job', job: row.remoteId }
  },
  poll: async (context, _target, _job, [row]) => {
    const isThere = async (by: 'id' | 'email', name: string) =>
      (await findProfiles(context, by, [name])).length > 0
    if (row && (await isThere('id', row.remoteId))) return { kind: 'pending' }
    const other = row?.email && (await isThere('email', row.email))
    return { kind: 'done', outcomes: [other ? ANOTHER : APPLIED] }
  },
}

const ANOTHER = rejected(
  'address-elsewhere',
  'The profile is gone, and Klaviyo has another one with its address. Pull, then erase that one too if it is the same person.',
)
