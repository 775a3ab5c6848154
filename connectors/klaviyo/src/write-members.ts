import type { MemberRow, Operation } from '@esplanade/connector-kit'
import { acknowledged, type KlaviyoClient } from './client.ts'
import type { KlaviyoConfig } from './config.ts'
import { ROUTES } from './routes.ts'

/** List membership by profile id, 1,000 a call. It subscribes nobody and unsubscribes nobody. */
export const writeMembers: Operation<MemberRow, KlaviyoConfig, KlaviyoClient> = {
  name: 'list-members',
  route: ROUTES.addMembers,
  maxRows: 1_000,
  batchKey: row => row.action,
  // A member added twice is a member, and one removed twice is none.
  idempotent: true,
  send: async (context, { target }, rows) => {
    if (!target) throw new Error('List members are written to a target; the operation was given none.')
    const { lists } = context.client
    const body = { data: rows.map(({ remoteId: id }) => ({ type: 'profile' as const, id })) }
    const adds = rows[0]?.action === 'add'
    await context.session.call(
      adds ? ROUTES.addMembers : ROUTES.removeMembers,
      { idempotent: true, priority: 'push' },
      () =>
        acknowledged(
          adds
            ? lists.addProfilesToList(target.remoteId, body)
            : lists.removeProfilesFromList(target.remoteId, body),
        ),
    )
    return { kind: 'answered', outcomes: rows.map(() => ({ status: 'applied' })) }
  },
}
