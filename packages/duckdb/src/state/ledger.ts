import type { BatchId, Instant } from '@esplanade/core/schema'
import type { LedgerRow, LedgerStore } from '@esplanade/core/store'
import type { Database } from '../engine/database.ts'
import { paged } from '../engine/paged.ts'
import { doubleColumn, textColumn } from '../engine/staged-column.ts'
import { upsert } from '../engine/upsert.ts'

/** What we delivered last, keyed (target, remote id). */
export function ledgerStore(database: Database): LedgerStore {
  return {
    saveLedger: (target, rows) =>
      database.write(session =>
        upsert(
          session,
          'ledger',
          ['connection', 'container', 'target', 'remote_id'],
          [
            textColumn('connection', rows, () => target.connection),
            textColumn('container', rows, () => target.container),
            textColumn('target', rows, () => target.target),
            textColumn('remote_id', rows, row => row.remoteId),
            textColumn('sent', rows, row => row.sent),
            textColumn('settled', rows, row => row.settled),
            textColumn('batch', rows, row => row.batch),
            doubleColumn('sent_at', rows, row => row.at),
          ],
        ),
      ),
    removeLedger: ({ connection, container, target }, remoteIds) =>
      database.write(async session => {
        if (remoteIds.length === 0) return
        await session.stage('settled_row', [textColumn('remote_id', remoteIds, id => id)])
        await session.run(
          `delete from ledger using settled_row s where ledger.remote_id = s.remote_id
           and connection = $1 and container = $2 and target = $3`,
          [connection, container, target],
        )
      }),
    async *readLedger(target) {
      yield* paged<LedgerRow>(
        database,
        `select remote_id, sent, settled, batch, sent_at::double from ledger
         where connection = $1 and container = $2 and target = $3 order by remote_id`,
        [target.connection, target.container, target.target],
        ([remoteId, sent, settled, batch, at]) => ({
          remoteId: remoteId as string,
          sent: sent as string,
          settled: settled as string | null,
          batch: batch as BatchId,
          at: at as Instant,
        }),
      )
    },
  }
}
