import type { BatchId, ConnectionId } from '@esplanade/core/schema'
import type { EventColumns, FactPage } from '@esplanade/core/store'
import { type Database, openDatabase } from '@esplanade/duckdb/engine'
import type { Row } from '../row.ts'
import { rounded } from '../row.ts'
import { alternating } from './alternating.ts'
import { dedupeRows } from './dedupe-rows.ts'
import { fileRows } from './file-rows.ts'
import { generated } from './load-world.ts'
import type { BenchWorld } from './open-world.ts'
import { undone } from './undone.ts'
import { countOf, worldSql } from './world-sql.ts'

const APPENDED = 200_000

/** What a page costs: telling known events apart, and storing new ones, from JavaScript and from files. */
export async function loadingRows(world: BenchWorld, tell: (text: string) => void): Promise<Row[]> {
  const generator = await openDatabase({ file: ':memory:' })
  try {
    await generator.read(async session => {
      for (const statement of worldSql(world.size)) await session.run(statement)
    })
    const last = countOf('email_sent', world.size)
    return [
      ...(await dedupeRows(world, await mailsSent(generator, last - 5_000, last + 5_000), tell)),
      await appendRow(world, await mailsSent(generator, last, last + APPENDED), tell),
      ...(await fileRows(await mailsSent(generator, last - APPENDED, last), tell)),
    ]
  } finally {
    await generator.close()
  }
}

/** New rows from JavaScript against moving as many from table to table, into the same store. */
async function appendRow(
  { store, database }: BenchWorld,
  page: EventColumns,
  tell: (text: string) => void,
): Promise<Row> {
  const { no } = await database.read(session =>
    session.one<{ no: number }>(`select type_no as no from event_type where name = 'email_sent'`),
  )
  const seconds = await alternating(
    {
      move: () =>
        undone(store, () =>
          database.write(async session => {
            await session.run(`insert into event_log from event_log where type_no = ${no} limit ${APPENDED}`)
            await session.run(`insert into events_${no} from events_${no} limit ${APPENDED}`)
          }),
        ),
      rows: () => undone(store, () => store.facts.append(pageOf(page))),
    },
    tell,
  )
  return {
    name: 'JavaScript rows into events against table to table',
    value: rounded(APPENDED / seconds.rows),
    unit: 'rows/s',
    floor: rounded(APPENDED / seconds.move),
    ratio: rounded(seconds.move / seconds.rows),
    reach: '≥ 0.2',
  }
}

/** Mails of the generated world, those from its end on being new to it. */
const mailsSent = async (generator: Database, from: number, to: number): Promise<EventColumns> => ({
  type: 'email_sent',
  source: 'news' as ConnectionId,
  ...(await generated(generator, 'email_sent', from, to)),
})

const pageOf = (page: EventColumns): FactPage => ({
  batch: 'bench' as BatchId,
  attributes: [],
  events: [page],
})
