import { test } from 'vitest'
import { freshClickHouse } from '../clickhouse/fresh-clickhouse.ts'
import { assertAgreement, LONGEST_MS } from './agree.ts'

test(
  'ClickHouse, over shared scans or by one statement a segment, and the reference name the same members',
  () =>
    assertAgreement({ ordinary: 5, long: 300 }, async use => {
      const place = await freshClickHouse()
      const store = await place.open()
      try {
        await use(store)
      } finally {
        await store.close()
        await place.remove()
      }
    }),
  LONGEST_MS,
)
