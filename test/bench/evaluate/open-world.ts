import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Store } from '@esplanade/core/store'
import { type Database, factStore, openDatabase, stateStore } from '@esplanade/duckdb/engine'
import { needs } from './bench-plan.ts'
import { loadWorld } from './load-world.ts'
import type { Size } from './size.ts'

/** A loaded and compacted store, and the engine below it for what it is compared with. */
export interface BenchWorld {
  readonly size: Size
  readonly store: Store
  readonly database: Database
  close(): Promise<void>
}

/** The file with the store of a size, in `keep` or a temporary folder; loaded where it is missing. */
export async function loadedFile(
  size: Size,
  keep: string | undefined,
  tell: (text: string) => void,
): Promise<string> {
  const folder = keep ?? (await mkdtemp(join(tmpdir(), 'esplanade-bench-')))
  await mkdir(folder, { recursive: true })
  const file = join(folder, `world-${size.name}.duckdb`)
  if (existsSync(file)) return file
  tell(`loading ${size.events} events of ${size.contacts} contacts into ${file}`)
  // A load that was cut short must not pass for a world, so the file gets its name at the end.
  const unfinished = `${file}.unfinished`
  await rm(unfinished, { force: true })
  const begun = performance.now()
  const { store } = await openStore(unfinished)
  try {
    await loadWorld(store, size, needs(), tell)
  } finally {
    await store.close()
  }
  await rename(unfinished, file)
  tell(`loaded in ${((performance.now() - begun) / 1_000).toFixed(0)} s`)
  return file
}

/** Opens a loaded file; `close` removes its folder where it is not kept. */
export async function openWorld(size: Size, file: string, temporary: boolean): Promise<BenchWorld> {
  const { store, database } = await openStore(file)
  await store.facts.prepare(needs())
  return {
    size,
    store,
    database,
    close: async () => {
      await store.close()
      if (temporary) await rm(dirname(file), { recursive: true })
    },
  }
}

/** Two threads on any machine, and as much memory as figures may take in all, less what is ours. */
export async function openStore(file: string): Promise<{ store: Store; database: Database }> {
  const database = await openDatabase({ file, threads: 2, memoryLimit: '1500MB' })
  const store: Store = {
    state: stateStore(database),
    facts: factStore(database),
    atomically: work => database.atomically(work),
    close: () => database.close(),
  }
  return { store, database }
}
