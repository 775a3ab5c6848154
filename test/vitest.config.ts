import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

// Processes and not threads: ClickHouse in this process does not bear the latter. Whole hubs and their
// vendors run in these tests, which a busy machine may let wait. On two processors the default is one
// worker, and most tests wait for clocks and children: the other processor would idle for minutes.
const maxWorkers = Math.max(2, availableParallelism() - 1)

export default defineConfig({
  test: { pool: 'forks', maxWorkers, testTimeout: 120_000, hookTimeout: 120_000 },
})
