import { walkPages } from './walk-pages.ts'

/** Reads a collection from its beginning, page by page, where nothing of the walk is kept: see `walkPages`. */
export async function* readPages<Data>(
  route: string,
  read: (cursor: string | null) => Promise<{ readonly data: Data; readonly next: string | null | undefined }>,
): AsyncGenerator<Data> {
  const walk = {
    route,
    from: null,
    read: async (cursor: string | null) => {
      const { data, next } = await read(cursor)
      return { data, next: next || null }
    },
  }
  for await (const { data } of walkPages(walk)) yield data
}

/** All rows of a collection that is small. */
export async function allRows<Row>(pages: AsyncIterable<readonly Row[]>): Promise<Row[]> {
  const all: Row[] = []
  for await (const rows of pages) all.push(...rows)
  return all
}
