import { expect } from 'vitest'
import { startEmulator } from '../emulator/start-emulator.ts'
import type { ConformanceTest } from './conformance-test.ts'

export const connectionTests: readonly ConformanceTest[] = [
  {
    name: 'connection: makes no request until it is used',
    run: async ({ connector, connect, emulator }) => {
      const context = connect()
      await new Promise(resolve => setImmediate(resolve))
      expect(emulator.journal.requests).toBe(0)
      // A request that was still on its way has arrived with this one, and is one too many in the end.
      await connector.check(context)
    },
  },
  {
    name: 'connection: check names the account and its containers',
    run: async ({ connector, connect, harness }) => {
      const account = await connector.check(connect())
      expect(account.accountId).not.toBe('')
      expect(account.name).not.toBe('')
      expect(account.containers.map(({ id }) => id)).toContain(harness.container)
    },
  },
  {
    name: 'connection: a wrong key is an auth error, at once',
    run: async ({ connector, connect, emulator, harness, failureOf }) => {
      const context = connect({ config: harness.wrongKeyConfig(emulator.url) })
      expect((await failureOf(connector.check(context))).kind).toBe('auth')
      expect(emulator.journal.requests).toBe(1)
    },
  },
  {
    // Some SDKs keep key, address or limiter once per process.
    name: 'connection: a second one leaves the first as it is',
    run: async ({ connector, connect, emulator, harness, failureOf }) => {
      const first = connect()
      const second = connect({ config: harness.wrongKeyConfig(emulator.url) })
      expect((await failureOf(connector.check(second))).kind).toBe('auth')
      expect((await connector.check(first)).accountId).not.toBe('')
      expect((await failureOf(connector.check(second))).kind).toBe('auth')
    },
  },
  {
    name: 'connection: an unreachable host is a transient error that names it',
    run: async ({ connector, harness, clock, connect, failureOf }) => {
      // A port that was free a moment ago answers nobody.
      const gone = await startEmulator(harness.emulator, { clock })
      await gone.close()
      const context = connect({ config: harness.config(gone.url), elsewhere: true })
      const error = await failureOf(connector.check(context))
      expect(error.kind).toBe('transient')
      expect(error.failure.status).toBeNull()
      expect(error.message).toContain(context.connection)
      expect(error.message).toContain(error.route)
    },
  },
]
