import type { Session } from '../engine/session.ts'
import type { RefusedRecord } from './line-numbers.ts'

/** The records that the engine's last reading with `store_rejects` refused, in the order of the file. */
export async function refusedRecords(
  session: Session,
): Promise<(RefusedRecord & { readonly reason: string })[]> {
  const rows = await session.rows<RefusedRecord & { reason: string }>(
    `select line as record, any_value(len(text) - len(replace(text, chr(10), ''))) as breaks,
       first(error_type || ': ' || error_message) as reason
     from (select *, trim(csv_line, chr(10)) as text from reject_errors) group by line order by line`,
  )
  return rows.map(row => ({ ...row, reason: sentence(row.reason) }))
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
