import { type TableChunk, TableError } from '@esplanade/core/store'

export async function* readTable(path: string): AsyncGenerator<TableChunk> {
  yield* []
  throw new TableError(`The file ${path} cannot be read.`)
}
