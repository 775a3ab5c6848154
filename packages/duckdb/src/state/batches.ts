import type { BatchRecord, BatchStore, DeadLetter, TargetKey } from '@esplanade/core/store'
import type { Database } from '../engine/database.ts'
import { doubleColumn, textColumn } from '../engine/staged-column.ts'
import { upsert } from '../engine/upsert.ts'

/** Batches, keyed by id, and the letters that could not be delivered. */
export function batchStore(database: Database): BatchStore {
  return {
    saveBatches: batches =>
      database.write(session =>
        upsert(
          session,
          'batch',
          ['id'],
          [
            textColumn('id', batches, row => row.id),
            textColumn('run', batches, row => row.run),
            ...targetColumns(batches),
            textColumn('operation', batches, row => row.operation),
            textColumn('state', batches, row => row.state),
            // What was sent is people's; once it is settled nobody asks for it any more.
            textColumn('rows', batches, row => (row.state === 'done' ? '' : row.rows)),
            textColumn('job', batches, row => (row.state === 'done' ? null : row.job)),
            doubleColumn('cut_at', batches, row => row.at),
          ],
        ),
      ),
    openBatches: async connection => {
      const rows = await database.read(session =>
        session.rows<Flat<BatchRecord>>(
          `select id, run, ${TARGET}, operation, state, rows, job, cut_at as "at"
           from batch where connection = $1 and state <> 'done' order by cut_at, id`,
          [connection],
        ),
      )
      return rows.map(nested)
    },
    saveDeadLetters: letters =>
      database.write(session =>
        upsert(
          session,
          'dead_letter',
          ['connection', 'container', 'target', 'remote_id', 'batch'],
          [
            ...targetColumns(letters),
            textColumn('remote_id', letters, row => row.remoteId),
            textColumn('batch', letters, row => row.batch),
            textColumn('operation', letters, row => row.operation),
            textColumn('row', letters, row => row.row),
            textColumn('code', letters, row => row.code),
            textColumn('message', letters, row => row.message),
            doubleColumn('failed_at', letters, row => row.at),
          ],
        ),
      ),
    deadLetters: async connection => {
      const rows = await database.read(session =>
        session.rows<Flat<DeadLetter>>(
          `select ${TARGET}, remote_id as "remoteId", batch, operation, row, code, message, failed_at as "at"
           from dead_letter where connection = $1 order by failed_at, container, target, remote_id`,
          [connection],
        ),
      )
      return rows.map(nested)
    },
    removeDeadLetters: ({ connection, container, target }, remoteIds) =>
      database.write(async session => {
        if (remoteIds.length === 0) return
        await session.stage('answered', [textColumn('remote_id', remoteIds, id => id)])
        await session.run(
          `delete from dead_letter using answered a where dead_letter.remote_id = a.remote_id
           and connection = $1 and container = $2 and target = $3`,
          [connection, container, target],
        )
      }),
  }
}

/** A record as a row: its target in three columns. */
type Flat<Item extends { readonly target: TargetKey }> = Omit<Item, 'target'> & TargetKey

const TARGET = 'connection, container, target'

const targetColumns = (rows: readonly { readonly target: TargetKey }[]) => [
  textColumn('connection', rows, ({ target }) => target.connection),
  textColumn('container', rows, ({ target }) => target.container),
  textColumn('target', rows, ({ target }) => target.target),
]

function nested<Rest extends object>({
  connection,
  container,
  target,
  ...rest
}: Rest & TargetKey): Omit<Rest, keyof TargetKey> & { readonly target: TargetKey } {
  return { ...rest, target: { connection, container, target } }
}
