import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BatchId } from '@esplanade/core/schema'
import type { EventColumns } from '@esplanade/core/store'
import { type Database, eventPage, findRepeats, openDatabase } from '@esplanade/duckdb/engine'
import { type Row, rounded } from '../row.ts'
import { alternatingMeasured, measure } from './alternating.ts'
import type { BenchWorld } from './open-world.ts'
import { undone } from './undone.ts'

const ROWS_COPIED = 1_000_000

/**
 * The page that a nightly pull brings, half of it known, against the same page and a table with a primary
 * key, in a file of its own with as many threads. Both sides hand over the ids and find out which of them
 * are stored; the keyed table also stores the others, and is spared the commit. The whole
 * append, with the texts, the log and the typed table, is held against the same.
 */
export async function dedupeRows(
  { store, database }: BenchWorld,
  page: EventColumns,
  tell: (text: string) => void,
): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'esplanade-bench-'))
  const keyed = await openDatabase({ file: join(folder, 'keyed.duckdb'), threads: 2 })
  try {
    tell('filling the keyed table that the dedupe is held against')
    await fillKeyed(database, keyed)
    const rows = Uint32Array.from(page.eventId.keys())
    const pages = { batch: 'bench' as BatchId, attributes: [], events: [page] }
    const taken = await alternatingMeasured(
      {
        search: () =>
          database.read(async session => {
            const events = await eventPage(session, [page])
            return measure(() => findRepeats(session, events, rows))
          }),
        ignore: () => measure(() => insertOrIgnore(keyed, page)),
        append: async () => {
          let own = { seconds: Number.NaN, processorSeconds: Number.NaN }
          await undone(store, async () => {
            own = await measure(() => store.facts.append(pages))
          })
          return own
        },
      },
      tell,
    )
    const row = (name: string, value: number, reach?: string): Row => ({
      name,
      value: rounded(value),
      unit: 's',
      floor: rounded(taken.ignore.seconds),
      ratio: rounded(value / taken.ignore.seconds),
      ...(reach === undefined ? {} : { reach }),
    })
    return [
      row(
        'dedupe of 10,000 events against INSERT OR IGNORE on a keyed table',
        taken.search.seconds,
        '≤ 0.05',
      ),
      row('the whole append of these against the same', taken.append.seconds),
    ]
  } finally {
    await keyed.close()
    await rm(folder, { recursive: true })
  }
}

/** Rolled back, so that every round finds the same table. */
async function insertOrIgnore(keyed: Database, page: EventColumns): Promise<void> {
  await keyed.read(async session => {
    await session.run('begin')
    await session.stage('page', [
      { name: 'event_id', values: page.eventId },
      { name: 'contact_no', values: page.contactNo },
      { name: 'ts', values: page.at },
    ])
    await session.run('insert or ignore into keyed select event_id, contact_no, ts::bigint from page')
    await session.run('rollback')
  })
}

/** Every event id of the store, in a table with a primary key. */
async function fillKeyed(database: Database, keyed: Database): Promise<void> {
  await keyed.read(session =>
    session.run('create table keyed (event_id ubigint primary key, contact_no uinteger, ts bigint)'),
  )
  const { highest } = await database.read(session =>
    session.one<{ highest: number }>('select max(seq) as highest from event_log'),
  )
  for (let from = 0; from <= highest; from += ROWS_COPIED) {
    const rows = { eventId: new BigUint64Array(ROWS_COPIED), contactNo: new Uint32Array(ROWS_COPIED) }
    let length = 0
    const sql = `select event_id, contact_no from event_log where seq >= ${from} and seq < ${from + ROWS_COPIED}`
    for await (const chunk of database.chunks(sql)) {
      rows.eventId.set(chunk.uint64(0), length)
      rows.contactNo.set(chunk.uint32(1), length)
      length += chunk.rowCount
    }
    await keyed.read(async session => {
      await session.stage('part', [
        { name: 'event_id', values: rows.eventId.subarray(0, length) },
        { name: 'contact_no', values: rows.contactNo.subarray(0, length) },
      ])
      await session.run('insert or ignore into keyed select event_id, contact_no, 0 from part')
    })
  }
}
