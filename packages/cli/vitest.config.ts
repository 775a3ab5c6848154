import { defineConfig } from 'vitest/config'

// Many tests start the command as a process of its own, which a busy machine may let wait.
export default defineConfig({ test: { testTimeout: 60_000 } })
