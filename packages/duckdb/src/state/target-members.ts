import type { MirrorStore, TargetKey } from '@esplanade/core/store'
import type { Database } from '../engine/database.ts'
import type { Parameter, Session } from '../engine/session.ts'
import { textColumn } from '../engine/staged-column.ts'
import { contactNumbers } from './contact-numbers.ts'

/** Who is in a tag or list as far as we know, and whether a finished read ever told us. */
export function targetMembers(
  database: Database,
): Pick<MirrorStore, 'replaceMembers' | 'changeMembers' | 'readMembers' | 'contactsOfTarget'> {
  return {
    replaceMembers: (target, remoteIds, at) =>
      database.write(async session => {
        await session.run(`delete from target_read where ${IS_TARGET}`, keyOf(target))
        await session.run('insert into target_read values ($1, $2, $3, $4)', [...keyOf(target), at])
        await session.run(`delete from target_member where ${IS_TARGET}`, keyOf(target))
        await add(session, target, remoteIds)
      }),
    changeMembers: (target, { added, removed }) =>
      database.write(async session => {
        const touched = [...removed, ...added]
        if (touched.length === 0) return
        await session.stage('touched_member', [textColumn('remote_id', touched, id => id)])
        await session.run(
          `delete from target_member where ${IS_TARGET} and remote_id in (select remote_id from touched_member)`,
          keyOf(target),
        )
        await add(session, target, added)
      }),
    readMembers: target =>
      database.snapshot(async session => {
        const reads = await session.rows(`select 1 from target_read where ${IS_TARGET}`, keyOf(target))
        if (reads.length === 0) return undefined
        const members = new Set<string>()
        const chunks = await session.chunks(
          `select remote_id from target_member where ${IS_TARGET} order by remote_id`,
          keyOf(target),
        )
        for await (const chunk of chunks) {
          for (const id of chunk.texts(0)) if (id !== null) members.add(id)
        }
        return members
      }),
    contactsOfTarget: async ({ connection, container, target }) => {
      const asked: Parameter[] = [connection, target, ...(container === null ? [] : [container])]
      const there = `connection = $1 and target = $2 ${container === null ? '' : 'and container = $3'}`
      const { reads } = await database.read(session =>
        session.one<{ reads: number }>(`select count(*) as reads from target_read where ${there}`, asked),
      )
      if (reads === 0) return undefined
      return contactNumbers(
        database,
        `select distinct contact_no
         from (select connection, container, remote_id from target_member where ${there})
         join mirror using (connection, container, remote_id) join identity_now using (identity_no)
         where present order by contact_no`,
        asked,
      )
    },
  }
}

async function add(session: Session, target: TargetKey, remoteIds: readonly string[]): Promise<void> {
  if (remoteIds.length === 0) return
  await session.stage('added_member', [textColumn('remote_id', remoteIds, id => id)])
  await session.run(
    'insert into target_member select distinct $1, $2, $3, remote_id from added_member',
    keyOf(target),
  )
}

const IS_TARGET = 'connection = $1 and container = $2 and target = $3'
const keyOf = ({ connection, container, target }: TargetKey): Parameter[] => [connection, container, target]
