import { createHmac, randomBytes } from 'node:crypto'
import { type ContactNo, type IdentityKey, type Instant, identityText } from '@esplanade/core/schema'
import type { ErasureStore, RemovedRows, StoredErasure } from '@esplanade/core/store'
import type { Database } from '../engine/database.ts'
import { Removal, stageErased } from '../engine/removed-rows.ts'
import type { Session } from '../engine/session.ts'
import { doubleColumn, ordinalColumn, textColumn, uint32Column } from '../engine/staged-column.ts'
import { upsert } from '../engine/upsert.ts'

/** People who were erased, and by which hashes they are known not to come back. */
export function erasureStore(database: Database): ErasureStore {
  return {
    forgetContacts: (contacts, at) => database.write(session => forget(session, contacts, at)),
    areErased: async keys => {
      if (keys.length === 0) return []
      return database.read(session => areErased(session, keys))
    },
    readmit: keys =>
      database.write(async session => {
        const salt = await saltOf(session)
        if (salt === undefined || keys.length === 0) return 0
        await session.stage('readmitted', [textColumn('hash', keys, key => hashOf(key, salt))])
        const { n } = await session.one<{ n: number }>(
          'select count(*) as n from erased_key semi join readmitted using (hash)',
        )
        await session.run('delete from erased_key using readmitted r where erased_key.hash = r.hash')
        return n
      }),
    saveErasures: erasures =>
      database.write(session =>
        upsert(
          session,
          'erasure',
          ['id'],
          [
            textColumn('id', erasures, row => row.id),
            uint32Column('contact_no', erasures, row => row.contactNo),
            doubleColumn('asked_at', erasures, row => row.askedAt),
            textColumn('ended_at', erasures, ({ endedAt }) => (endedAt === null ? null : String(endedAt))),
            textColumn('receipt', erasures, row => row.receipt),
          ],
        ),
      ),
    erasures: ({ open, limit }) =>
      database.read(session =>
        session.rows<StoredErasure>(
          `select id, contact_no as "contactNo", asked_at::double as "askedAt", ended_at::double as "endedAt", receipt
           from erasure where ${open ? 'ended_at is null' : 'true'} order by asked_at desc, id limit $1`,
          [limit],
        ),
      ),
  }
}

const SALT_BYTES = 32

/**
 * Goes from what is found through others to what finds them: targets through the mirror, that through
 * identities. Events, attributes and the rest of the facts are gone by then.
 */
async function forget(session: Session, contacts: readonly ContactNo[], at: Instant): Promise<RemovedRows> {
  await stageErased(session, contacts)
  await session.run(
    `create or replace temp table erased_identity as
     select kind, value, connection, identity_no, person from identity join erased_no on no = contact_no`,
  )
  await session.run(
    `create or replace temp table erased_member as
     select m.connection, m.container, m.remote_id, person from mirror m join erased_identity using (identity_no)`,
  )
  await keepHashes(session, at)
  const removal = new Removal(session)
  const member = 't.connection = o.connection and t.container = o.container and t.remote_id = o.remote_id'
  // A row of an event that was sent is known by the member and what happened.
  const delivery = `t.connection = o.connection and t.container = o.container
    and (t.remote_id = o.remote_id or starts_with(t.remote_id, o.remote_id || ' '))`
  await removal.rows('target_member', 'erased_member', member, 'target members')
  await removal.rows('ledger', 'erased_member', delivery, 'ledger rows')
  await removal.rows('dead_letter', 'erased_member', delivery, 'dead letters')
  await removal.rows('mirror', 'erased_member', member, 'members')
  await removal.rows(
    'consent',
    'erased_identity',
    "t.address = o.value and o.kind in ('email', 'phone')",
    'consent',
  )
  await removal.rows('identity', 'erased_no', 't.contact_no = o.no', 'identities')
  await removal.rows('contact_alias', 'erased_no', 't.from_no = o.no', 'merges')
  await removal.rows('separation', 'erased_no', 't.one_no = o.no or t.other_no = o.no')
  for (const table of ['erased_identity', 'erased_member']) await session.run(`drop table ${table}`)
  return removal.removed
}

async function keepHashes(session: Session, at: Instant): Promise<void> {
  const keys = await session.rows<IdentityKey>('select kind, value, connection from erased_identity')
  if (keys.length === 0) return
  let salt = await saltOf(session)
  if (salt === undefined) {
    salt = randomBytes(SALT_BYTES)
    await session.run('insert into erasure_salt values ($1)', [salt])
  }
  const key = salt
  await session.stage('hashed', [textColumn('hash', keys, row => hashOf(row, key))])
  await session.run(
    'insert into erased_key select distinct hash, $1::bigint from hashed anti join erased_key using (hash)',
    [at],
  )
}

async function areErased(session: Session, keys: readonly IdentityKey[]): Promise<boolean[]> {
  const salt = await saltOf(session)
  if (salt === undefined) return keys.map(() => false)
  // People come again and again in a page of events: each of their identities is hashed once.
  const numbers = new Map<string, number>()
  const hashes: string[] = []
  const asked = keys.map(key => {
    const text = identityText(key)
    const place = numbers.get(text) ?? hashes.push(hashOf(key, salt)) - 1
    numbers.set(text, place)
    return place
  })
  await session.stage('asked', [ordinalColumn(hashes.length), textColumn('hash', hashes, hash => hash)])
  const rows = await session.rows<{ ordinal: number }>(
    'select ordinal from asked semi join erased_key using (hash)',
  )
  const erased = new Set(rows.map(({ ordinal }) => ordinal))
  return asked.map(place => erased.has(place))
}

/** The store's own secret; undefined as long as nobody was ever erased. */
async function saltOf(session: Session): Promise<Uint8Array | undefined> {
  for await (const chunk of await session.chunks('select salt from erasure_salt')) {
    for (const salt of chunk.bytes(0)) return salt
  }
  return undefined
}

/** 128 bits of HMAC-SHA-256: enough that no two identities ever share one. */
const hashOf = (key: IdentityKey, salt: Uint8Array): string =>
  createHmac('sha256', salt).update(identityText(key)).digest('base64url').slice(0, 22)
