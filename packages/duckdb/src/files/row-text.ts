import { type TableColumn, TableError } from '@esplanade/core/store'
import type { Session } from '../engine/session.ts'
import { codesOf, dictionaries } from './dictionaries.ts'

/** Values of one chunk, by which its rows are counted: enough that an import stores few pages, few enough for memory. */
const VALUES_PER_CHUNK = 655_360
/** A page of so many rows is written past the engine's write-ahead log. */
const MOST_ROWS = 131_072
const LEAST_ROWS = 16_384

/** Control characters that hardly any file holds; one that this file does not hold parts its values. */
const SEPARATORS = ['\u001f', '\u001e', '\u001d', '\u0001'] as const

/** Rows from one on, column by column. */
interface Block {
  readonly firstRow: number
  readonly rowCount: number
  readonly columns: readonly TableColumn[]
}

/**
 * Reads columns of the temporary table `row_text` in blocks. Of a column that repeats its texts each text
 * crosses over once; a block of any other crosses over as one long text that is split here. A call per
 * value would take longer than the reading itself.
 */
export async function* readBlocks(session: Session, columnCount: number): AsyncGenerator<Block> {
  const names = Array.from({ length: columnCount }, (_, j) => `c${j}`)
  const { n } = await session.one<{ n: number }>('select count(*) as n from row_text')
  if (n === 0) return
  const separator = await freeSeparator(session, names)
  const shared = await dictionaries(session, names, n, separator)
  const own = names.filter(name => !shared.has(name))
  const step = Math.max(LEAST_ROWS, Math.min(MOST_ROWS, Math.floor(VALUES_PER_CHUNK / columnCount)))
  for (let firstRow = 0; firstRow < n; firstRow += step) {
    const rowCount = Math.min(step, n - firstRow)
    const columns = await joinedTexts(session, own, separator, firstRow, rowCount)
    for (const [name, texts] of shared) {
      columns.set(name, { codes: await codesOf(session, name, texts, firstRow, rowCount), texts })
    }
    yield { firstRow, rowCount, columns: names.map(name => columns.get(name) as TableColumn) }
  }
}

async function joinedTexts(
  session: Session,
  names: readonly string[],
  separator: string,
  firstRow: number,
  rowCount: number,
): Promise<Map<string, TableColumn>> {
  const found = new Map<string, TableColumn>()
  if (names.length === 0) return found
  const joined = names.map(name => `string_agg(coalesce(${name}, ''), $1)`).join(', ')
  const chunks = await session.chunks(
    `select ${joined} from row_text where rowid >= $2::bigint and rowid < $3::bigint`,
    [separator, firstRow, firstRow + rowCount],
  )
  for await (const chunk of chunks) {
    for (const [j, name] of names.entries()) {
      found.set(name, { codes: null, texts: splitTexts(chunk.texts(j)[0] ?? '', separator) })
    }
  }
  return found
}

/** The texts that were joined; an empty one is none. */
export const splitTexts = (text: string, separator: string): (string | null)[] =>
  text.split(separator).map(value => (value === '' ? null : value))

async function freeSeparator(session: Session, names: readonly string[]): Promise<string> {
  for (const separator of SEPARATORS) {
    const holds = names.map(name => `contains(${name}, $1)`).join(' or ')
    const found = await session.rows(`select 1 from row_text where ${holds} limit 1`, [separator])
    if (found.length === 0) return separator
  }
  throw new TableError('The file holds control characters that no text should hold; clean it first.')
}
