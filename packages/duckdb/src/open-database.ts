import { stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { StoreError } from '@esplanade/core/store'
import { Database } from './engine/database.ts'
import { openDense } from './engine/dense-sessions.ts'
import { Session } from './engine/session.ts'
import { asStoreError } from './engine/store-error.ts'
import { migrate } from './migrations/migrate.ts'
import type { DuckDbOptions } from './options.ts'

export const IN_MEMORY = ':memory:'

/** Files open in this process. DuckDB's lock keeps other processes out, but not a second instance in this one. */
const openFiles = new Set<string>()

/** Opens the file, brings its schema up to date and locks its settings. Throws `StoreError`. */
export async function openDatabase(options: DuckDbOptions): Promise<Database> {
  const inMemory = options.file === IN_MEMORY
  const path = inMemory ? IN_MEMORY : resolve(options.file)
  if (!inMemory) await assertFolder(path)
  if (openFiles.has(path)) {
    throw new StoreError('held', `The store ${path} is open in this process already; use that one.`)
  }
  if (!inMemory) openFiles.add(path)
  try {
    const instance = await openInstance(path, options)
    try {
      const dense = await openDense(instance, path)
      await prepareInstance(instance, path)
      return await Database.over({ instance, dense, file: path, onClose: () => openFiles.delete(path) })
    } catch (cause) {
      instance.closeSync()
      throw cause
    }
  } catch (cause) {
    openFiles.delete(path)
    throw asStoreError(cause, path)
  }
}

async function openInstance(path: string, { threads, memoryLimit }: DuckDbOptions): Promise<DuckDBInstance> {
  return DuckDBInstance.create(path, {
    ...(threads === undefined ? {} : { threads: String(threads) }),
    ...(memoryLimit === undefined ? {} : { memory_limit: memoryLimit }),
    // A store never reaches out: no extension is fetched, whatever a statement names.
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  })
}

async function prepareInstance(instance: DuckDBInstance, path: string): Promise<void> {
  const session = new Session(await instance.connect(), path)
  try {
    await session.run('begin transaction')
    await migrate(session, path)
    await session.run('commit')
    // Text without an offset is UTC wherever the machine stands.
    await session.run(`set global TimeZone = 'UTC'`)
    // Every checkpoint writes the tail of all tables anew: at the default of 16 MB a large import
    // spends a fifth of its time on it. A log of this size is read back in about a second.
    await session.run("set global wal_autocheckpoint = '256MB'")
    await session.run('set global enable_external_access = false')
    await session.run('set global lock_configuration = true')
  } finally {
    session.close()
  }
}

async function assertFolder(path: string): Promise<void> {
  const folder = dirname(path)
  const found = await stat(folder).catch(() => undefined)
  if (found?.isDirectory()) return
  throw new StoreError(
    'missing-folder',
    `The folder ${folder} for the store does not exist. Make it, or change the path of the store.`,
  )
}
