import type { ConsentStatus, ContactNo, IdentityNo, Instant } from '@esplanade/core/schema'
import type { MirroredMember, MirrorStore } from '@esplanade/core/store'
import type { Database } from '../engine/database.ts'
import { paged } from '../engine/paged.ts'
import { doubleColumn, flagColumn, textColumn, uint32Column } from '../engine/staged-column.ts'
import { upsert } from '../engine/upsert.ts'
import { targetMembers } from './target-members.ts'

/** The last known remote state, keyed (connection, container, remote id). */
export function mirrorStore(database: Database): MirrorStore {
  return {
    saveMirror: rows =>
      database.write(session =>
        upsert(
          session,
          'mirror',
          ['connection', 'container', 'remote_id'],
          [
            textColumn('connection', rows, row => row.connection),
            textColumn('container', rows, row => row.container),
            textColumn('remote_id', rows, row => row.remoteId),
            uint32Column('identity_no', rows, row => row.identityNo),
            textColumn('email', rows, row => row.email),
            textColumn('fields', rows, row => JSON.stringify(row.fields)),
            textColumn('consent', rows, row => row.consent),
            textColumn('remote_status', rows, row => row.remoteStatus ?? null),
            flagColumn('present', rows, row => row.present),
            doubleColumn('seen_at', rows, row => row.seenAt),
          ],
        ),
      ),
    async *readMirror(connection, container) {
      yield* paged<MirroredMember>(
        database,
        `select remote_id, identity_no, email, fields, consent, remote_status, present, seen_at::double, contact_no
         from mirror join identity_now using (identity_no)
         where mirror.connection = $1 and container = $2 order by remote_id`,
        [connection, container],
        ([remoteId, identityNo, email, fields, consent, remoteStatus, present, seenAt, contactNo]) => ({
          connection,
          container,
          remoteId: remoteId as string,
          identityNo: identityNo as IdentityNo,
          email: email as string | null,
          fields: JSON.parse(fields as string),
          consent: consent as ConsentStatus | null,
          ...(remoteStatus === null ? {} : { remoteStatus: remoteStatus as string }),
          present: present as boolean,
          seenAt: seenAt as Instant,
          contactNo: contactNo as ContactNo,
        }),
      )
    },
    membersOf: async contacts => {
      if (contacts.length === 0) return []
      return database.read(async session => {
        await session.stage('asked', [uint32Column('contact_no', contacts, no => no)])
        const rows = await session.rows<StoredMember>(
          `select mirror.connection, container, remote_id as "remoteId", identity_no as "identityNo", email, fields,
             consent, remote_status as "remoteStatus", present, seen_at::double as "seenAt", contact_no as "contactNo"
           from mirror join identity_now using (identity_no) semi join asked using (contact_no)
           order by mirror.connection, container, remote_id`,
        )
        return rows.map(({ remoteStatus, fields, ...row }) => ({
          ...row,
          fields: JSON.parse(fields),
          ...(remoteStatus === null ? {} : { remoteStatus }),
        }))
      })
    },
    countMembers: async connection => {
      const { members } = await database.read(session =>
        session.one<{ members: number }>(
          'select count(*) as members from mirror where connection = $1 and present',
          [connection],
        ),
      )
      return members
    },
    ...targetMembers(database),
  }
}

type StoredMember = Omit<MirroredMember, 'fields' | 'remoteStatus'> & {
  readonly fields: string
  readonly remoteStatus: string | null
}
