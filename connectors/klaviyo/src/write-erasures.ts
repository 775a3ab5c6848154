import { APPLIED, eraseAndLook, rejected } from '@esplanade/connector-kit'
import { type Context, type Operation, tell } from './client.ts'
import { findProfiles } from './find-profiles.ts'
import { ROUTES } from './routes.ts'

/**
 * Deletion for good, one profile a call and by its id: an address may be somebody else's by now. The answer
 * confirms nothing, so the account is asked until it has no such profile.
 */
export const writeErasures: Operation['erase'] = eraseAndLook({
  name: 'delete-profile',
  route: ROUTES.deleteProfile,
  erase: (context: Context, id) => {
    const profile = { data: { type: 'profile' as const, id, attributes: {} } }
    const job = { data: { type: 'data-privacy-deletion-job' as const, attributes: { profile } } }
    return tell(context, ROUTES.deleteProfile, ({ dataPrivacy }) => dataPrivacy.requestProfileDeletion(job), {
      priority: 'consent',
    })
  },
  look: async (context, { remoteId, email }) => {
    if ((await findProfiles(context, 'id', [remoteId])).length > 0) return undefined
    return email && (await findProfiles(context, 'email', [email])).length > 0 ? ANOTHER : APPLIED
  },
})

const ANOTHER = rejected(
  'address-elsewhere',
  'The profile is gone, and Klaviyo has another one with its address.',
  'Pull, then erase that one too if it is the same person.',
)
