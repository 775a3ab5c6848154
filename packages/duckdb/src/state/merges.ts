import type { Merge } from '@esplanade/core/store'
import type { Session } from '../engine/session.ts'
import { uint32Column } from '../engine/staged-column.ts'

/**
 * Adds aliases and keeps every chain of them one step long, so that a scan resolves a contact with one
 * join. Leaves the numbers merged away in the temporary table `merged`. Nothing else is rewritten:
 * events, attributes and mirror rows keep the numbers they came with.
 */
export async function mergeContacts(session: Session, merges: readonly Merge[]): Promise<void> {
  const leadsTo = await aliasesOf(session, merges)
  const added = new Map<number, number>()
  for (const { from, into } of merges) {
    // Either side may have been merged before: it is the people they are now who are one.
    const [gone, stays] = [survivor(from, leadsTo), survivor(into, leadsTo)]
    if (gone === stays) continue
    leadsTo.set(gone, stays)
    added.set(gone, into)
  }
  const rows = [...added]
  await session.stage('merged', [
    uint32Column('from_no', rows, ([gone]) => gone),
    uint32Column('direct_no', rows, ([, into]) => into),
    uint32Column('into_no', rows, ([gone]) => survivor(gone, leadsTo)),
  ])
  // What led to a contact that is now merged away leads on to where that one went.
  await session.run(
    `create or replace temp table redirected as
     select a.from_no, a.direct_no, m.into_no from contact_alias a join merged m on a.into_no = m.from_no`,
  )
  await session.run(
    'delete from contact_alias using redirected where contact_alias.from_no = redirected.from_no',
  )
  await session.run(
    `insert into contact_alias (from_no, direct_no, into_no)
     select from_no, direct_no, into_no from redirected
     union all select from_no, direct_no, into_no from merged`,
  )
}

/** Where the numbers of these merges lead already. */
async function aliasesOf(session: Session, merges: readonly Merge[]): Promise<Map<number, number>> {
  const numbers = merges.flatMap(({ from, into }) => [from, into])
  await session.stage('asked', [uint32Column('from_no', numbers, no => no)])
  const rows = await session.rows<{ from_no: number; into_no: number }>(
    'select from_no, into_no from contact_alias semi join asked using (from_no)',
  )
  return new Map(rows.map(row => [row.from_no, row.into_no]))
}

/** The end of a chain of aliases; the loop ends since only a contact that leads nowhere is ever merged. */
function survivor(no: number, leadsTo: ReadonlyMap<number, number>): number {
  let at = no
  for (let next = leadsTo.get(at); next !== undefined; next = leadsTo.get(at)) at = next
  return at
}
