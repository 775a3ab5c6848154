import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BatchId } from '@esplanade/core/schema'
import { event, segment } from '@esplanade/core/segments'
import type { EventColumns } from '@esplanade/core/store'
import { openRealHub } from '../../e2e/real-data/real-hub.ts'
import { type Row, rounded } from '../row.ts'
import { alternatingMeasured, measure, type Taken } from './alternating.ts'
import { needs } from './bench-plan.ts'
import { openStore } from './open-world.ts'
import { AS_OF } from './world-sql.ts'

/**
 * Files into the events of a new store, against moving as many rows from table to table in one: both fill
 * the log and the table of the type, and commit. The people of the files are looked up; they are known
 * before, or all new to the store.
 */
export async function fileRows(page: EventColumns, tell: (text: string) => void): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'esplanade-bench-'))
  try {
    const files = await writeFiles(page, folder)
    const taken = await alternatingMeasured(
      {
        move: () => moved(page, join(folder, 'move.duckdb')),
        csv: () => imported(files.csv, files.people),
        ndjson: () => imported(files.ndjson, files.people),
        strangers: () => imported(files.csv),
      },
      tell,
    )
    const rows = page.eventId.length
    const speed = (name: string, { seconds }: Taken, reach?: string): Row => ({
      name,
      value: rounded(rows / seconds),
      unit: 'rows/s',
      floor: rounded(rows / taken.move.seconds),
      ratio: rounded(taken.move.seconds / seconds),
      ...(reach === undefined ? {} : { reach }),
    })
    return [
      speed('CSV file into events against table to table', taken.csv, '≥ 0.45'),
      speed('NDJSON file into events against table to table', taken.ndjson, '≥ 0.45'),
      speed('CSV file of strangers into events against table to table', taken.strangers),
    ]
  } finally {
    await rm(folder, { recursive: true })
  }
}

interface Files {
  readonly csv: string
  readonly ndjson: string
  /** The people of both, one a row. */
  readonly people: string
}

async function writeFiles(page: EventColumns, folder: string): Promise<Files> {
  const rows = page.properties.map((properties, row) => ({
    email: `c${page.contactNo[row]}@bench.example`,
    at: new Date(page.at[row] as number).toISOString(),
    id: String(page.eventId[row]),
    ...(JSON.parse(properties) as { message: string; campaign: string }),
  }))
  const write = async (name: string, lines: Iterable<string>) => {
    await writeFile(join(folder, name), `${[...lines].join('\n')}\n`)
    return join(folder, name)
  }
  return {
    csv: await write('events.csv', [
      'email,at,id,message,campaign',
      ...rows.map(({ email, at, id, message, campaign }) => `${email},${at},${id},${message},${campaign}`),
    ]),
    ndjson: await write(
      'events.ndjson',
      rows.map(row => JSON.stringify(row)),
    ),
    people: await write('people.csv', ['email', ...new Set(rows.map(({ email }) => email))]),
  }
}

/** The rows of a store, once more into the same tables. */
async function moved(page: EventColumns, file: string): Promise<Taken> {
  const { store, database } = await openStore(file)
  try {
    await store.facts.prepare(needs())
    await store.facts.append({ batch: 'bench' as BatchId, attributes: [], events: [page] })
    const { no } = await database.read(session =>
      session.one<{ no: number }>(`select type_no as no from event_type where name = 'email_sent'`),
    )
    return await measure(() =>
      database.write(async session => {
        await session.run('insert into event_log from event_log')
        await session.run(`insert into events_${no} from events_${no}`)
      }),
    )
  } finally {
    await store.close()
    await rm(file)
  }
}

/** Names what the typed table shall have columns for. */
const READER = segment(
  'reader',
  'Got the first mail of the first campaign',
  event('email_sent').where({ message: 'm0', campaign: 'c0' }),
)

/** Into a hub of its own, as any user's file. */
async function imported(file: string, people?: string): Promise<Taken> {
  const { hub, close } = await openRealHub(AS_OF, { connections: {}, segments: [READER] })
  const mapping = { source: 'news', identities: { email: 'email' } }
  try {
    if (people !== undefined) {
      await hub.run({ command: 'import', kind: 'contacts', file: people, mapping })
    }
    await hub.run({ command: 'evaluate' })
    return await measure(() =>
      hub.run({
        command: 'import',
        kind: 'events',
        file,
        mapping: {
          ...mapping,
          type: 'email_sent',
          at: 'at',
          id: ['id'],
          properties: { message: 'message', campaign: 'campaign' },
        },
      }),
    )
  } finally {
    await close()
  }
}
