import type { ImportResult } from '@esplanade/hub'
import { count, counted } from '../figures.ts'
import { type Paint, plainText } from '../paint.ts'

/** What became of a file's rows: `Read 5 rows: 2 new contacts, 1 known, 2 rejected.` */
export const printImport =
  (kind: 'contacts' | 'events') =>
  (result: ImportResult, paint: Paint): string[] => {
    const { rows, rejectedRows, rejects } = result
    const lines = [`Read ${counted(rows, 'row')}: ${became(kind, result).join(', ')}.`]
    if (rejectedRows === 0) return lines
    const hidden = rejectedRows - rejects.length
    const stored = rows > rejectedRows ? '; the others are stored' : ''
    return [
      ...lines,
      paint('yellow', `Rejected ${counted(rejectedRows, 'row')}${stored}:`),
      ...spans(rejects).map(({ first, last, reason }) =>
        first === last
          ? `  line ${count(first)}: ${plainText(reason)}`
          : `  lines ${count(first)}\u2013${count(last)}: ${plainText(reason)}`,
      ),
      ...(hidden > 0 ? [`  and ${counted(hidden, 'more row')}`] : []),
      'Correct these rows and import the file again: what is known already is not counted twice.',
    ]
  }

function became(kind: 'contacts' | 'events', result: ImportResult): string[] {
  const { rows, contacts, events, duplicates, rejectedRows } = result
  const fresh = kind === 'contacts' ? counted(contacts, 'new contact') : counted(events, 'new event')
  // Every row of an event file is one event: what is neither new nor known was told otherwise before.
  const corrected = kind === 'contacts' ? 0 : rows - events - duplicates - rejectedRows
  return [
    fresh,
    ...(corrected > 0 ? [`${count(corrected)} corrected`] : []),
    `${count(duplicates)} known`,
    ...(rejectedRows > 0 ? [`${count(rejectedRows)} rejected`] : []),
  ]
}

interface Span {
  readonly first: number
  readonly last: number
  readonly reason: string
}

/** Lines that follow each other for one reason, as one: an open quote takes many along. */
function spans(rejects: ImportResult['rejects']): Span[] {
  const found: Span[] = []
  for (const { line, reason } of rejects) {
    const before = found.at(-1)
    if (before?.reason === reason && before.last === line - 1) found.splice(-1, 1, { ...before, last: line })
    else found.push({ first: line, last: line, reason })
  }
  return found
}
