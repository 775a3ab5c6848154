import { walkPages } from '@esplanade/connector-kit'
import { afterRows, FIRST_ROWS, type RowPlace } from './row-place.ts'

interface Rows<Row> {
  readonly rows: readonly Row[]
  readonly total: number
}

/** The pages of a collection that is read in one go, by offset. */
export async function* offsetPages<Row>(
  route: string,
  read: (offset: number) => Promise<Rows<Row>>,
): AsyncGenerator<readonly Row[]> {
  const walk = walkPages({
    route,
    from: JSON.stringify(FIRST_ROWS),
    read: async cursor => {
      const place = JSON.parse(cursor ?? '') as RowPlace
      const { rows, total } = await read(place.offset)
      const next = afterRows(place, rows.length, total)
      return { data: rows, next: next && JSON.stringify(next) }
    },
  })
  for await (const { data } of walk) yield data
}

/** All rows of a collection that is small: audiences, tags, fields, campaigns. */
export async function readAll<Row>(
  route: string,
  read: (offset: number) => Promise<Rows<Row>>,
): Promise<Row[]> {
  const all: Row[] = []
  for await (const rows of offsetPages(route, read)) all.push(...rows)
  return all
}
