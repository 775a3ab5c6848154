import { widthOf } from './paint.ts'

export interface Column {
  readonly title: string
  readonly align?: 'right'
}

/** Rows under their titles, columns aligned, two spaces apart, no trailing blanks. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const lines = [columns.map(column => column.title), ...rows]
  const widths = columns.map((_, index) => Math.max(...lines.map(cells => widthOf(cells[index] ?? ''))))
  return lines.map(cells =>
    columns
      .map((column, index) => pad(cells[index] ?? '', widths[index] ?? 0, column.align))
      .join('  ')
      .trimEnd(),
  )
}

function pad(text: string, width: number, align: Column['align']): string {
  const blanks = ' '.repeat(Math.max(0, width - widthOf(text)))
  return align === 'right' ? blanks + text : text + blanks
}
