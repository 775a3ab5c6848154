import {
  ConnectorError,
  type MemberRow,
  type Operation,
  type SendResult,
  type TargetInfo,
} from '@esplanade/connector-kit'
import { acknowledged, type KlaviyoClient } from './client.ts'
import type { KlaviyoConfig } from './config.ts'
import { importJobSchema, pollImport, submitImport } from './import-job.ts'
import type { KlaviyoContext } from './pages.ts'
import { ROUTES } from './routes.ts'
import { findLists } from './targets.ts'

/**
 * Membership of a list by profile id, 1,000 a call, or a value in a property of the profiles by an import.
 * Neither subscribes or unsubscribes anybody.
 */
export const writeMembers: Operation<MemberRow, KlaviyoConfig, KlaviyoClient> = {
  name: 'list-members',
  route: ROUTES.addMembers,
  maxRows: 1_000,
  batchKey: row => row.action,
  // A member added twice is a member, and one removed twice is none.
  idempotent: true,
  send: (context, { target }, rows) => {
    if (!target) throw new Error('Members are written to a target; the operation was given none.')
    return target.kind === 'property-tag'
      ? submitImport(context, rows.map(taggedBy(target)))
      : changeList(context, target, rows)
  },
  poll: (context, _target, job, rows) => pollImport(context, importJobSchema.parse(job), rows),
}

/** The vendor adds the value to those that are there, or takes it out, whatever else was changed meanwhile. */
const taggedBy =
  ({ name, property = '' }: TargetInfo) =>
  ({ remoteId: id, action }: MemberRow) => ({
    id,
    attributes: {},
    meta: { patchProperties: { [action === 'add' ? 'append' : 'unappend']: { [property]: name } } },
  })

async function changeList(
  context: KlaviyoContext,
  { remoteId, name }: TargetInfo,
  rows: readonly MemberRow[],
): Promise<SendResult> {
  const { lists } = context.client
  const body = { data: rows.map(({ remoteId: id }) => ({ type: 'profile' as const, id })) }
  const adds = rows[0]?.action === 'add'
  try {
    await context.session.call(
      adds ? ROUTES.addMembers : ROUTES.removeMembers,
      { idempotent: true, priority: 'push' },
      () =>
        acknowledged(
          adds ? lists.addProfilesToList(remoteId, body) : lists.removeProfilesFromList(remoteId, body),
        ),
    )
    return { kind: 'answered', outcomes: rows.map(() => ({ status: 'applied' })) }
  } catch (error) {
    // A 404 may mean the list or one of the profiles: only the second is found by halving the batch.
    if (!(error instanceof ConnectorError) || error.kind !== 'missing') throw error
    if ((await findLists(context, 'id', remoteId)).length > 0) throw error
  }
  const message = `The list "${name}" no longer exists in this account; choose another target, or let the next plan create it anew.`
  return {
    kind: 'answered',
    outcomes: rows.map(() => ({ status: 'rejected', code: 'list-missing', message })),
  }
}
