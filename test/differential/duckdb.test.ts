import { duckdb } from '@esplanade/duckdb'
import { test } from 'vitest'
import { assertAgreement, LONGEST_MS } from './agree.ts'

test(
  'DuckDB, over shared scans or by one statement a segment, and the reference name the same members',
  () =>
    assertAgreement({ ordinary: 25, long: 2_000 }, async use => {
      const store = await duckdb({ file: ':memory:', threads: 2 }).open()
      try {
        await use(store)
      } finally {
        await store.close()
      }
    }),
  LONGEST_MS,
)
