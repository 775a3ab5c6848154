import type { MemberRow, Operation, Outcome } from '@esplanade/connector-kit'
import type { Client } from '@hubspot/api-client'
import type { HubspotConfig } from './config.ts'
import { writePropertyTag } from './property-tags.ts'

const ROUTE = 'PUT /crm/v3/lists/{listId}/memberships/add-and-remove'

/** Joins and leaves of one list in one request; those of a property's value in one per hundred. */
export const writeMembers: Operation<MemberRow, HubspotConfig, Client> = {
  name: 'change list memberships',
  route: ROUTE,
  // The vendor's cap per call is unconfirmed; ten thousand is known to pass.
  maxRows: 10_000,
  idempotent: true,
  send: async (context, { target }, rows) => {
    if (target === undefined) throw new Error('Memberships need a target: the list that they are of.')
    if (target.kind === 'property-tag')
      return { kind: 'answered', outcomes: await writePropertyTag(context, target, rows) }
    const { client, session } = context
    const { data } = await session.call(ROUTE, { idempotent: true, priority: 'push' }, () =>
      client.crm.lists.membershipsApi.addAndRemoveWithHttpInfo(target.remoteId, {
        recordIdsToAdd: idsTo('add', rows),
        recordIdsToRemove: idsTo('remove', rows),
      }),
    )
    // Keys with nothing in them may be left out of the answer, whatever the SDK's types say.
    const missing = new Set(data.recordIdsMissing ?? [])
    const changed = {
      add: new Set(data.recordsIdsAdded ?? []),
      remove: new Set(data.recordIdsRemoved ?? []),
    }
    const outcomes = rows.map(({ remoteId, action }): Outcome => {
      if (missing.has(remoteId)) return MISSING
      return { status: changed[action].has(remoteId) ? 'applied' : 'unchanged' }
    })
    return { kind: 'answered', outcomes }
  },
}

const MISSING: Outcome = {
  status: 'rejected',
  code: 'missing',
  message: 'HubSpot has no such contact: it was deleted or archived there. Pull again.',
}

const idsTo = (wanted: MemberRow['action'], rows: readonly MemberRow[]): string[] =>
  rows.filter(({ action }) => action === wanted).map(({ remoteId }) => remoteId)
