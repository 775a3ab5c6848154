import type { TableReject } from '@esplanade/core/store'
import type { Session } from '../engine/session.ts'
import type { RefusedRecord } from './line-numbers.ts'

/** A record that the engine refused; `text` only where it runs over several lines for want of a quote. */
interface Refusal extends RefusedRecord {
  readonly reason: string
  readonly text: string | null
}

/** The records that the engine's last reading with `store_rejects` refused, in the order of the file. */
export async function refusedRecords(session: Session): Promise<Refusal[]> {
  const rows = await session.rows<Refusal>(
    `select line as record, any_value(len(text) - len(replace(text, chr(10), ''))) as breaks,
       first(error_type || ': ' || error_message) as reason,
       any_value(case when error_type = 'UNQUOTED VALUE' and contains(text, chr(10)) then text end) as text
     from (select *, trim(csv_line, chr(10)) as text from reject_errors) group by line order by line`,
  )
  return rows.map(row => ({ ...row, reason: sentence(row.reason) }))
}

/** A reject for every row that is lost: an open quote takes the lines that follow along. */
export function rejectsOf(refused: readonly Refusal[], lines: readonly number[]): TableReject[] {
  return refused.flatMap(({ reason, text }, i) => {
    const first = lines[i] as number
    if (text === null) return [{ line: first, reason }]
    const why = openQuote(text, first)
    return text
      .split('\n')
      .flatMap((content, below) => (content.trim() === '' ? [] : [{ line: first + below, reason: why }]))
  })
}

/** Where the quote begins that makes several lines one record. */
function openQuote(text: string, first: number): string {
  const quotes = text
    .split('\n')
    .flatMap((content, below) => Array.from(content.matchAll(/"/g), () => first + below))
  if (quotes.length % 2 === 1) return `A quote opened in line ${quotes.at(-1)} is never closed.`
  return `A quote opened in line ${quotes.at(-2)} closes only in line ${quotes.at(-1)}, with text after it.`
}

/** `TOO MANY COLUMNS: Expected Number of Columns: 3 Found: 4` in words that a person would use. */
function sentence(reason: string): string {
  const [, kind, expected, found] = /^(MISSING|TOO MANY) COLUMNS: .*?(\d+) Found: (\d+)/.exec(reason) ?? []
  if (kind !== undefined) return `The row has ${found} values where the header names ${expected}.`
  if (reason.startsWith('UNQUOTED VALUE')) {
    return 'A quote is opened and not closed, or text follows a closing quote.'
  }
  if (reason.startsWith('INVALID ENCODING')) return 'The row is not UTF-8; save the file as UTF-8.'
  if (reason.startsWith('LINE SIZE')) return 'The row is longer than a row may be.'
  return reason
}
