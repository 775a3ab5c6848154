import type { ConnectionId, ContactNo, Identity, IdentityKey, IdentityNo } from '@esplanade/core/schema'
import type { IdentityStore } from '@esplanade/core/store'
import type { Database } from '../engine/database.ts'
import type { Session } from '../engine/session.ts'
import { ordinalColumn, sharedTextColumn, textColumn, uint32Column } from '../engine/staged-column.ts'
import { noteChanged } from '../facts/contact-changes.ts'
import { refreshContacts } from '../facts/contact-table.ts'
import { mergeContacts } from './merges.ts'
import { raiseCounter, reserve } from './number-counter.ts'
import { identitiesBefore, separations, standingMerges, unmerge } from './unmerge.ts'

/** Rows of `identity` never change: whose an identity is now is found through `contact_alias`. */
export function identityStore(database: Database): IdentityStore {
  return {
    findIdentities: async keys => {
      if (keys.length === 0) return []
      return database.read(session => findIdentities(session, keys))
    },
    reserveNumbers: counts =>
      database.write(async session => ({
        contactNo: (await reserve(session, 'contact', counts.contacts)) as ContactNo,
        identityNo: (await reserve(session, 'identity', counts.identities)) as IdentityNo,
      })),
    saveIdentities: ({ created, merges }) =>
      database.write(async session => {
        if (created.length + merges.length === 0) return
        await createIdentities(session, created)
        if (merges.length > 0) await mergeContacts(session, merges)
        await noteContacts(session, created, merges.length > 0)
        await touchContacts(session, merges.length > 0)
        await refreshContacts(session, 'touched')
      }),
    identitiesOf: async contacts => {
      if (contacts.length === 0) return []
      return database.read(session => identitiesOf(session, contacts))
    },
    merges: ({ limit }) => database.read(session => standingMerges(session, limit)),
    identitiesBefore: merged => database.read(session => identitiesBefore(session, merged)),
    unmerge: merged => database.write(session => unmerge(session, merged)),
    separations: contacts => database.read(session => separations(session, contacts)),
    countContacts: async () => count(database, 'select count(distinct contact_no) as n from identity_now'),
    countIdentities: async () => count(database, 'select count(*) as n from identity'),
  }
}

async function findIdentities(
  session: Session,
  keys: readonly IdentityKey[],
): Promise<(Identity | undefined)[]> {
  const found = keys.map((): Identity | undefined => undefined)
  for (const rows of ofOneKind(keys)) {
    const { kind, connection } = keys[rows[0] as number] as IdentityKey
    // Texts are most of what this costs: what all keys share does not cross over with each of them.
    await session.stage('asked', [
      ordinalColumn(rows.length),
      textColumn('value', rows, row => (keys[row] as IdentityKey).value),
    ])
    const chunks = await session.chunks(
      `select ordinal, identity_no, contact_no
       from asked join identity_now using (value) where kind = $1 and connection = $2`,
      [kind, connection ?? ''],
    )
    for await (const chunk of chunks) {
      const [places, identityNos, contactNos] = [chunk.uint32(0), chunk.uint32(1), chunk.uint32(2)]
      for (let at = 0; at < chunk.rowCount; at++) {
        const row = rows[places[at] as number] as number
        const { value } = keys[row] as IdentityKey
        const [identityNo, contactNo] = [identityNos[at] as IdentityNo, contactNos[at] as ContactNo]
        found[row] = { kind, value, connection, identityNo, contactNo }
      }
    }
  }
  return found
}

/** The places of keys, those of one kind and connection together. */
function ofOneKind(keys: readonly IdentityKey[]): Iterable<readonly number[]> {
  const groups = new Map<string, number[]>()
  let last: { readonly key: IdentityKey; readonly rows: number[] } | undefined
  for (let row = 0; row < keys.length; row++) {
    const key = keys[row] as IdentityKey
    if (last === undefined || last.key.kind !== key.kind || last.key.connection !== key.connection) {
      const name = `${key.kind} ${key.connection ?? ''}`
      const rows = groups.get(name) ?? []
      groups.set(name, rows)
      last = { key, rows }
    }
    last.rows.push(row)
  }
  return groups.values()
}

/** Leaves them in the temporary table `created`, whether or not there are any. */
async function createIdentities(session: Session, created: readonly Identity[]): Promise<void> {
  await session.stage('created', [
    ...keyColumns(created),
    uint32Column('identity_no', created, row => row.identityNo),
    uint32Column('contact_no', created, row => row.contactNo),
  ])
  if (created.length === 0) return
  const [inserted] = await session.rows<{ Count: number }>(
    `insert into identity (kind, value, connection, identity_no, contact_no)
     select kind, value, connection, identity_no, contact_no from created on conflict do nothing`,
  )
  if (inserted?.Count !== created.length) await assertSame(session)
  await raiseCounter(
    session,
    'contact',
    highest(created, row => row.contactNo),
  )
  await raiseCounter(
    session,
    'identity',
    highest(created, row => row.identityNo),
  )
}

/** An identity may be created again, as long as it is the same one. */
async function assertSame(session: Session): Promise<void> {
  const [clash] = await session.rows<{ kind: string; stored: number; given: number }>(
    `select kind, identity.identity_no as stored, created.identity_no as given
     from created join identity using (kind, value, connection)
     where identity.identity_no <> created.identity_no limit 1`,
  )
  if (clash) {
    throw new Error(
      `An identity of kind ${clash.kind} is stored as number ${clash.stored} and was to be created as ${clash.given}; find it before creating it.`,
    )
  }
}

const highest = (rows: readonly Identity[], pick: (row: Identity) => number): number =>
  rows.reduce((most, row) => Math.max(most, pick(row)), 0)

/** Contacts that exist from now on, and those that became one and have the events of both. */
async function noteContacts(session: Session, created: readonly Identity[], merged: boolean): Promise<void> {
  if (created.length > 0) await noteChanged(session, 'select distinct contact_no from created', 'profile')
  if (merged) await noteChanged(session, MERGED, 'events')
}

/** Both sides of the merges that were just made. */
const MERGED = `select from_no as contact_no from merged
  union select into_no from contact_alias semi join merged using (from_no)`

/** Contacts whose attributes may read differently now: merged ones, and those of identities that came after their facts. */
async function touchContacts(session: Session, merged: boolean): Promise<void> {
  await session.run(
    `create or replace temp table touched as
     select contact_no from identity_now semi join created using (identity_no)
     semi join attribute_value using (identity_no)
     ${merged ? `union ${MERGED}` : ''}`,
  )
}

async function identitiesOf(session: Session, contacts: readonly ContactNo[]): Promise<Identity[]> {
  await session.stage('asked', [uint32Column('asked_no', contacts, no => no)])
  const rows = await session.rows<Omit<Identity, 'connection'> & { readonly connection: string }>(
    `select kind, value, connection, identity_no as "identityNo", contact_no as "contactNo"
     from identity_now
     where contact_no in (select coalesce(into_no, asked_no) from asked left join contact_alias on from_no = asked_no)`,
  )
  return rows.map(row => ({
    ...row,
    connection: row.connection === '' ? null : (row.connection as ConnectionId),
  }))
}

const keyColumns = (keys: readonly IdentityKey[]) => [
  sharedTextColumn('kind', keys, key => key.kind),
  textColumn('value', keys, key => key.value),
  sharedTextColumn('connection', keys, key => key.connection ?? ''),
]

const count = async (database: Database, sql: string): Promise<number> =>
  (await database.read(session => session.one<{ n: number }>(sql))).n
