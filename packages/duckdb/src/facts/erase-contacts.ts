import type { PersonToErase, RemovedRows } from '@esplanade/core/store'
import { Removal, stageErased } from '../engine/removed-rows.ts'
import type { Session } from '../engine/session.ts'
import { uint32Column } from '../engine/staged-column.ts'
import { noteChanged } from './contact-changes.ts'
import { eventTypes } from './event-types.ts'
import { hotTable } from './hot-table.ts'
import { scoreRows, scoreTable } from './scores.ts'

/**
 * Deletes every row about these people, the log included. What is left of them in the file's free pages is
 * overwritten as the file is used.
 */
export async function eraseContacts(
  session: Session,
  people: readonly PersonToErase[],
): Promise<RemovedRows> {
  if (people.length === 0) return new Map()
  await stageErased(
    session,
    people.map(({ contactNo }) => contactNo),
  )
  const identities = people.flatMap(({ contactNo, identities: own }) =>
    own.map(identityNo => ({ contactNo, identityNo })),
  )
  await session.stage('erased_identity', [
    uint32Column('identity_no', identities, row => row.identityNo),
    uint32Column('person', identities, row => row.contactNo),
  ])
  const removal = new Removal(session)
  const own = 't.contact_no = o.no'
  await session.run(
    `delete from foreign_amount
     where seq in (select seq from event_log l semi join erased_no o on l.contact_no = o.no)`,
  )
  await removal.rows('event_log', 'erased_no', own, 'events')
  await removal.rows('event_current', 'erased_no', own)
  for (const type of (await eventTypes(session)).values()) {
    if (type.hot) await removal.rows(hotTable(type), 'erased_no', own)
  }
  await removal.rows('attribute_value', 'erased_identity', 't.identity_no = o.identity_no', 'attributes')
  await removal.rows('contact', 'erased_no', own)
  await removal.rows('member', 'erased_no', own)
  await removal.rows('membership_history', 'erased_no', own, 'memberships')
  for (const score of await scoreRows(session)) {
    await removal.rows(scoreTable(score), 'erased_no', own, 'scores')
  }
  await session.run('delete from evaluation_snapshot')
  await noteChanged(session, 'select no as contact_no from erased_no', 'events')
  await session.run('drop table erased_identity')
  return removal.removed
}
