import { type TableChunk, TableError, type TableReject, valueAt } from '@esplanade/core/store'
import type { Session } from '../engine/session.ts'
import { flattened } from './flat-json.ts'
import { lineNumbers } from './line-numbers.ts'
import { readCsvSql } from './read-csv-sql.ts'
import type { SourceFile } from './read-table.ts'
import { refusedRecords, rejectsOf } from './refused-records.ts'
import { readBlocks } from './row-text.ts'

/** Reads a file of one JSON object per line. The columns are all keys of all objects, in order of appearance. */
export async function* readJsonLines(session: Session, file: SourceFile): AsyncGenerator<TableChunk> {
  // One column, parted by a character that no line of JSON holds.
  const source = readCsvSql(file, 1, {
    delimiter: '\u001c',
    quote: '',
    header: false,
    more: ', store_rejects = true, strict_mode = false',
  })
  await session.run(`create temp table row_text as select * from ${source}`)
  const refused = await refusedRecords(session)
  await session.run(
    `create temp table shape as
     select case when json_valid(c0) then json_keys(c0) end as keys, min(rowid) as first_row
     from row_text group by keys`,
  )
  const names = await keysOf(session)
  if (names.length === 0) throw new TableError(`The file ${file.path} has no line that is a JSON object.`)
  const { n } = await session.one<{ n: number }>('select count(*) as n from row_text')
  const layout = { firstRecord: 1, rowCount: n, refused, blanks: [], breaks: new Map<number, number>() }
  const located = lineNumbers(layout)
  let rejects = rejectsOf(refused, located.refused)
  const flat = await flattened(session, names)
  for await (const { firstRow, rowCount, columns } of readBlocks(session, flat ? names.length : 1)) {
    const lines = located.rows.slice(firstRow, firstRow + rowCount)
    const texts = () => Array.from(lines, (_, row) => valueAt(columns[0], row))
    const chunk = flat ? { names, columns, lines, rejects: [] } : chunkOf(texts(), names, lines)
    yield { ...chunk, rejects: [...rejects, ...chunk.rejects] }
    rejects = []
  }
}

async function keysOf(session: Session): Promise<string[]> {
  const rows = await session.rows<{ key: string }>(
    `select key from (select unnest(keys) as key, first_row from shape)
     group by key order by min(first_row), key`,
  )
  return rows.map(({ key }) => key)
}

function chunkOf(
  texts: readonly (string | null)[],
  names: readonly string[],
  lineOf: Float64Array,
): TableChunk {
  const lines: number[] = []
  const objects: JsonObject[] = []
  const rejects: TableReject[] = []
  texts.forEach((text, i) => {
    if (text === null || text.trim() === '') return
    const line = lineOf[i] as number
    const object = parseObject(text)
    if (object === undefined) {
      rejects.push({ line, reason: 'The line is no JSON object.' })
      return
    }
    lines.push(line)
    objects.push(object)
  })
  const columns = names.map(name => ({
    codes: null,
    texts: objects.map(object => asText(Object.hasOwn(object, name) ? object[name] : null)),
  }))
  return { names, columns, lines: Float64Array.from(lines), rejects }
}

type JsonObject = Readonly<Record<string, unknown>>

function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as JsonObject)
      : undefined
  } catch {
    // No JSON at all: the caller reports the line.
    return undefined
  }
}

/** As a person would type it; lists and objects stay JSON. */
function asText(value: unknown): string | null {
  if (value === undefined || value === null || value === '') return null
  return typeof value === 'string' ? value : JSON.stringify(value)
}
