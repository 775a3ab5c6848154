import { TableError } from '@esplanade/core/store'
import type { Session } from '../engine/session.ts'

/** Rows of one chunk: enough that an import stores few pages, few enough that they fit in memory easily. */
const ROWS_PER_CHUNK = 32_768

/** Control characters that hardly any file holds; one that this file does not hold parts its values. */
const SEPARATORS = ['\u001f', '\u001e', '\u001d', '\u0001'] as const

/**
 * Reads columns of the temporary table `row_text` in blocks. A block's column crosses over as one long
 * text that is split here: a call per value would take longer than the reading itself.
 */
export async function* readBlocks(
  session: Session,
  columnCount: number,
): AsyncGenerator<{ readonly firstRow: number; readonly columns: (string | null)[][] }> {
  const names = Array.from({ length: columnCount }, (_, j) => `c${j}`)
  const separator = await freeSeparator(session, names)
  const { n } = await session.one<{ n: number }>('select count(*) as n from row_text')
  const texts = names.map(name => `string_agg(coalesce(${name}, ''), $1)`).join(', ')
  for (let firstRow = 0; firstRow < n; firstRow += ROWS_PER_CHUNK) {
    const chunks = await session.chunks(
      `select ${texts} from row_text where rowid >= $2::bigint and rowid < $3::bigint`,
      [separator, firstRow, firstRow + ROWS_PER_CHUNK],
    )
    for await (const chunk of chunks) {
      const columns = names.map((_, j) => values(chunk.texts(j)[0] ?? '', separator))
      yield { firstRow, columns }
    }
  }
}

const values = (text: string, separator: string): (string | null)[] =>
  text.split(separator).map(value => (value === '' ? null : value))

async function freeSeparator(session: Session, names: readonly string[]): Promise<string> {
  for (const separator of SEPARATORS) {
    const holds = names.map(name => `contains(${name}, $1)`).join(' or ')
    const found = await session.rows(`select 1 from row_text where ${holds} limit 1`, [separator])
    if (found.length === 0) return separator
  }
  throw new TableError('The file holds control characters that no text should hold; clean it first.')
}
