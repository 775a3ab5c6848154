import { defineConfig } from 'vitest/config'

// Processes and not threads: ClickHouse in this process does not bear the latter. Whole hubs and their
// vendors run in these tests, which a busy machine may let wait.
export default defineConfig({ test: { pool: 'forks', testTimeout: 120_000, hookTimeout: 120_000 } })
