import { resolve } from 'node:path'
import type { StoreSource } from '@esplanade/core/store'
import { factStore } from './facts/fact-store.ts'
import { tableReader } from './files/table-reader.ts'
import { IN_MEMORY, openDatabase } from './open-database.ts'
import { type DuckDbOptions, parseOptions } from './options.ts'
import { stateStore } from './state/state-store.ts'

/**
 * A store in one DuckDB file, facts and state in one transaction. One process at a time may have it
 * open: a second `open` throws a `StoreError` of kind `held`. Wrong
 * options throw `TypeError`.
 *
 * @example
 * const store = await duckdb({ file: 'esplanade.duckdb' }).open()
 */
export function duckdb(given: DuckDbOptions): StoreSource {
  const options = parseOptions(given)
  const inMemory = options.file === IN_MEMORY
  const path = inMemory ? IN_MEMORY : resolve(options.file)
  return {
    location: path,
    file: inMemory ? null : path,
    tables: tableReader,
    open: async () => {
      const database = await openDatabase(options)
      return {
        state: stateStore(database),
        facts: factStore(database),
        atomically: work => database.atomically(work),
        close: () => database.close(),
      }
    },
  }
}
