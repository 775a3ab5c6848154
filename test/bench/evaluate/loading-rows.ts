import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BatchId, ConnectionId } from '@esplanade/core/schema'
import type { EventColumns, FactPage } from '@esplanade/core/store'
import { type Database, openDatabase } from '@esplanade/duckdb/engine'
import { openRealHub } from '../../e2e/real-data/real-hub.ts'
import { type Row, rounded } from '../row.ts'
import { alternating } from './alternating.ts'
import { generated } from './load-world.ts'
import type { BenchWorld } from './open-world.ts'
import { undone } from './undone.ts'
import { AS_OF, countOf, worldSql } from './world-sql.ts'

const DEDUPED = 10_000
const APPENDED = 200_000
const ROWS_COPIED = 1_000_000

/** What a page costs: telling known events apart, and storing new ones. */
export async function loadingRows(world: BenchWorld, tell: (text: string) => void): Promise<Row[]> {
  const generator = await openDatabase({ file: ':memory:' })
  try {
    await generator.read(async session => {
      for (const statement of worldSql(world.size)) await session.run(statement)
    })
    return [await dedupeRow(world, generator, tell), ...(await appendRows(world, generator, tell))]
  } finally {
    await generator.close()
  }
}

/** The page that a nightly pull brings: the latest mails again, half of them known. */
async function dedupeRow(
  { store, database, size }: BenchWorld,
  generator: Database,
  tell: (text: string) => void,
): Promise<Row> {
  const last = countOf('email_sent', size)
  const page = await eventColumns(generator, last - DEDUPED / 2, last + DEDUPED / 2)
  const keyed = await openDatabase({ file: ':memory:', threads: 2 })
  try {
    tell('filling the keyed table that the dedupe is held against')
    await fillKeyed(database, keyed)
    const seconds = await alternating(
      {
        dedupe: () => undone(store, () => store.facts.append(pageOf(page))),
        ignore: () =>
          keyed.read(async session => {
            await session.run('begin')
            await session.stage('page', [
              { name: 'event_id', values: page.eventId },
              { name: 'contact_no', values: page.contactNo },
              { name: 'ts', values: page.at },
            ])
            await session.run('insert or ignore into keyed select event_id, contact_no, ts::bigint from page')
            await session.run('rollback')
          }),
      },
      tell,
    )
    return against(
      'dedupe of 10,000 events against INSERT OR IGNORE on a keyed table',
      seconds.dedupe,
      seconds.ignore,
      '≤ 0.05',
    )
  } finally {
    await keyed.close()
  }
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

/** New rows from JavaScript, and from files, against moving as many from table to table. */
async function appendRows(
  { store, database, size }: BenchWorld,
  generator: Database,
  tell: (text: string) => void,
): Promise<Row[]> {
  const last = countOf('email_sent', size)
  const page = await eventColumns(generator, last, last + APPENDED)
  const { no } = await database.read(session =>
    session.one<{ no: number }>(`select type_no as no from event_type where name = 'email_sent'`),
  )
  const folder = await mkdtemp(join(tmpdir(), 'esplanade-bench-'))
  try {
    const files = await writeFiles(page, folder)
    const seconds = await alternating(
      {
        move: () =>
          undone(store, () =>
            database.write(async session => {
              await session.run(
                `insert into event_log from event_log where type_no = ${no} limit ${APPENDED}`,
              )
              await session.run(`insert into events_${no} from events_${no} limit ${APPENDED}`)
            }),
          ),
        rows: () => undone(store, () => store.facts.append(pageOf(page))),
        csv: () => imported(files.csv),
        ndjson: () => imported(files.ndjson),
      },
      tell,
    )
    const speed = (name: string, value: number, reach: string): Row => ({
      name,
      value: rounded(APPENDED / value),
      unit: 'rows/s',
      floor: rounded(APPENDED / seconds.move),
      ratio: rounded(seconds.move / value),
      reach,
    })
    return [
      speed('JavaScript rows into events against table to table', seconds.rows, '≥ 0.2'),
      speed('CSV file into events against table to table', seconds.csv, '≥ 0.45'),
      speed('NDJSON file into events against table to table', seconds.ndjson, '≥ 0.45'),
    ]
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function eventColumns(generator: Database, from: number, to: number): Promise<EventColumns> {
  return {
    type: 'email_sent',
    source: 'news' as ConnectionId,
    ...(await generated(generator, 'email_sent', from, to)),
  }
}

const pageOf = (page: EventColumns): FactPage => ({
  batch: 'bench' as BatchId,
  attributes: [],
  events: [page],
})

async function writeFiles(page: EventColumns, folder: string): Promise<{ csv: string; ndjson: string }> {
  const rows = page.properties.map((properties, row) => ({
    email: `c${page.contactNo[row]}@bench.example`,
    at: new Date(page.at[row] as number).toISOString(),
    id: String(page.eventId[row]),
    ...(JSON.parse(properties) as { message: string; campaign: string }),
  }))
  const [csv, ndjson] = [join(folder, 'events.csv'), join(folder, 'events.ndjson')]
  const lines = rows.map(
    ({ email, at, id, message, campaign }) => `${email},${at},${id},${message},${campaign}`,
  )
  await writeFile(csv, `email,at,id,message,campaign\n${lines.join('\n')}\n`)
  await writeFile(ndjson, `${rows.map(row => JSON.stringify(row)).join('\n')}\n`)
  return { csv, ndjson }
}

/** Into a hub of its own: identities are resolved and events stored as for any user's file. */
async function imported(file: string): Promise<void> {
  const { hub, close } = await openRealHub(AS_OF, { connections: {}, segments: [] })
  try {
    await hub.run({
      command: 'import',
      kind: 'events',
      file,
      mapping: {
        source: 'news',
        identities: { email: 'email' },
        type: 'email_sent',
        at: 'at',
        id: ['id'],
        properties: { message: 'message', campaign: 'campaign' },
      },
    })
  } finally {
    await close()
  }
}

function against(name: string, value: number, floor: number, reach: string): Row {
  return {
    name,
    value: rounded(value),
    unit: 's',
    floor: rounded(floor),
    ratio: rounded(value / floor),
    reach,
  }
}
