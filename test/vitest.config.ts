import { defineConfig } from 'vitest/config'

// Processes and not threads: ClickHouse in this process does not bear the latter.
export default defineConfig({ test: { pool: 'forks' } })
