import { type ConnectorContext, instant, simulatedClock } from '@esplanade/connector-kit'
import { connectAlone, startEmulator } from '@esplanade/connector-kit/emulator'
import type { BrevoClient } from '@getbrevo/brevo'
import { onTestFinished } from 'vitest'
import { brevoEmulator, EMULATED_API_KEY } from '../emulator/index.ts'
import { brevoConnector } from '../src/index.ts'

export const NOW = instant(Date.UTC(2026, 2, 1, 12))

type Config = ReturnType<typeof brevoConnector.config.parse>

/** A connection with this configuration, on a clock of its own. */
export function connect(
  options: { readonly apiKey: string; readonly baseUrl?: string; readonly attributes?: readonly string[] },
  clock = simulatedClock(NOW),
): ConnectorContext<Config, BrevoClient> {
  const config = brevoConnector.config.parse(options)
  return connectAlone(brevoConnector, config, { clock, secrets: [options.apiKey] })
}

/** An emulated account and a connection to it. */
export async function openBrevo(options: { readonly attributes?: readonly string[] } = {}) {
  const clock = simulatedClock(NOW)
  const emulator = await startEmulator(brevoEmulator, { clock })
  onTestFinished(() => emulator.close())
  const context = connect({ apiKey: EMULATED_API_KEY, baseUrl: emulator.url, ...options }, clock)
  return { account: emulator.state, emulator, clock, context }
}
