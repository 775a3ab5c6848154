import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeStore } from '@esplanade/core/store/suites'
import { duckdb } from '../src/index.ts'

describeStore('duckdb', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'esplanade-store-'))
  const source = duckdb({ file: join(folder, 'hub.duckdb') })
  return { open: () => source.open(), remove: () => rm(folder, { recursive: true }) }
})
