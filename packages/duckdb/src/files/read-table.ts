import { stat } from 'node:fs/promises'
import { DuckDBInstance } from '@duckdb/node-api'
import { type TableChunk, TableError } from '@esplanade/core/store'
import { Session } from '../engine/session.ts'
import { readCsv } from './csv.ts'
import { readJsonLines } from './json-lines.ts'
import { readParquet } from './parquet.ts'

/** How a kind of file is read: rows into the temporary table `row_text`, then out again in chunks. */
type Reading = (session: Session, file: SourceFile) => AsyncIterable<TableChunk>

export interface SourceFile {
  /** As the user wrote it, for messages. */
  readonly path: string
  /** As the engine must be given it: its patterns (`*`, `?`, `[`) stand for themselves. */
  readonly pattern: string
}

const READINGS: readonly { readonly ends: RegExp; readonly read: Reading }[] = [
  { ends: /\.(ndjson|jsonl)(\.gz)?$/i, read: readJsonLines },
  { ends: /\.parquet$/i, read: readParquet },
  { ends: /\.(csv|tsv|txt)(\.gz)?$/i, read: readCsv },
]

/**
 * Reads a CSV, NDJSON (either gzipped or not) or Parquet file in an in-memory engine of its own. The
 * name's ending tells which. Throws `TableError` for a file that is missing or no table.
 */
export async function* readTable(path: string): AsyncGenerator<TableChunk> {
  const found = await stat(path).catch(() => undefined)
  if (!found?.isFile()) throw new TableError(`There is no file ${path}. Check the name and the folder.`)
  const reading = READINGS.find(({ ends }) => ends.test(path))
  if (reading === undefined) {
    throw new TableError(
      `The file ${path} has no ending that tells what it is: expected .csv, .csv.gz, .ndjson, .ndjson.gz or .parquet.`,
    )
  }
  const instance = await DuckDBInstance.create(':memory:', SETTINGS)
  const session = new Session(await instance.connect(), path)
  try {
    yield* reading.read(session, { path, pattern: path.replaceAll(/[*?[]/g, '[$&]') })
  } catch (cause) {
    if (cause instanceof TableError) throw cause
    throw new TableError(`The file ${path} cannot be read as a table: ${inWords(cause)}`, { cause })
  } finally {
    session.close()
    instance.closeSync()
  }
}

const SETTINGS = {
  // One thread keeps rows in the order of the file all the way; reading is bound by unpacking anyway.
  threads: '1',
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
}

function inWords(cause: unknown): string {
  const [line] = String(cause)
    .replace(/^Error: /, '')
    .split('\n', 1)
  return line?.includes('state machine')
    ? 'some of its lines end as on Windows and others do not; save it with one kind of line end.'
    : `${line}`
}
