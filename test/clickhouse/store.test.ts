import { describeFacts } from '@esplanade/core/store/suites'
import { freshClickHouse } from './fresh-clickhouse.ts'

const LONG = process.env.ESPLANADE_TEST_LONG === '1'

describeFacts('ClickHouse beside DuckDB', freshClickHouse, {
  oneEngine: false,
  // Incremental evaluation reads DuckDB's log; ClickHouse evaluates in full.
  changes: false,
  // So does what was known when.
  arrivals: false,
  randomRuns: LONG ? 100 : 5,
})
