import type { Run, RunStore } from '@esplanade/core/store'
import type { Database } from '../engine/database.ts'
import type { Parameter } from '../engine/session.ts'

/** Runs and the cursors they move. */
export function runStore(database: Database): RunStore {
  return {
    saveRun: run =>
      database.write(async session => {
        await session.run('delete from run where id = $1', [run.id])
        await session.run('insert into run values ($1, $2, $3, $4, $5, $6, $7, $8)', [
          run.id,
          run.kind,
          run.connection,
          run.status,
          run.startedAt,
          run.endedAt,
          JSON.stringify(run.counts),
          run.error,
        ])
      }),
    runs: async ({ kind, connection, limit }) => {
      const parameters: Parameter[] = [limit]
      const also = (column: string, value: string | undefined) =>
        value === undefined ? '' : `and ${column} = $${parameters.push(value)}`
      const rows = await database.read(session =>
        session.rows<Omit<Run, 'counts'> & { readonly counts: string }>(
          `select id, kind, connection, status, started_at as "startedAt", ended_at as "endedAt", counts, error
           from run where true ${also('kind', kind)} ${also('connection', connection)}
           order by started_at desc, id desc limit $1`,
          parameters,
        ),
      )
      return rows.map(row => ({ ...row, counts: JSON.parse(row.counts) }))
    },
    cursor: async ({ connection, stream }) => {
      const [row] = await database.read(session =>
        session.rows<{ checkpoint: string }>(
          'select checkpoint from cursor where connection = $1 and stream = $2',
          [connection, stream],
        ),
      )
      return row?.checkpoint
    },
    saveCursor: ({ connection, stream }, checkpoint) =>
      database.write(async session => {
        await session.run('delete from cursor where connection = $1 and stream = $2', [connection, stream])
        await session.run('insert into cursor values ($1, $2, $3)', [connection, stream, checkpoint])
      }),
  }
}
