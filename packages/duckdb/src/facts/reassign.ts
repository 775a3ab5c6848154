import type { Identity } from '@esplanade/core/schema'
import type { Session } from '../engine/session.ts'
import { uint32Column } from '../engine/staged-column.ts'
import { eventTypes } from './event-types.ts'
import { hotTable } from './hot-table.ts'
import { forgetResolved } from './resolved-aliases.ts'

/**
 * Gives events back to the contact that their identity came with, in the log and in the tables made of it,
 * those that a compaction wrote with the survivor's number, too. One narrow column changes in place.
 */
export async function reassign(
  session: Session,
  identities: readonly Pick<Identity, 'identityNo' | 'contactNo'>[],
): Promise<void> {
  if (identities.length === 0) return
  await session.stage('reassigned', [
    uint32Column('identity_no', identities, row => row.identityNo),
    uint32Column('contact_no', identities, row => row.contactNo),
  ])
  const hot = [...(await eventTypes(session)).values()].filter(type => type.hot)
  for (const table of ['event_log', ...hot.map(hotTable)]) {
    await session.run(
      `update ${table} as t set contact_no = r.contact_no from reassigned r
       where t.identity_no = r.identity_no and t.contact_no <> r.contact_no`,
    )
  }
  await session.run(
    `update event_current as t set contact_no = l.contact_no
     from event_log l semi join reassigned using (identity_no)
     where t.seq = l.seq and t.contact_no <> l.contact_no`,
  )
  await forgetResolved(session)
}
