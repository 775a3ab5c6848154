import {
  type ConnectorContext,
  type Instant,
  parseInstant,
  type Session,
  type SimulatedClock,
  simulatedClock,
} from '@esplanade/connector-kit'
import { connectAlone, type RunningEmulator, startEmulator } from '@esplanade/connector-kit/emulator'
import { onTestFinished } from 'vitest'
import { EMULATED_API_KEY, type KlaviyoAccount, klaviyoEmulator } from '../../emulator/index.ts'
import type { KlaviyoClient } from '../../src/client.ts'
import { type KlaviyoConfig, klaviyoConnector } from '../../src/index.ts'

export const at = (text: string): Instant => {
  const moment = parseInstant(text)
  if (moment === undefined) throw new Error(`${text} is no instant.`)
  return moment
}

export const NOW = at('2026-03-01T12:00:00Z')

export interface OpenKlaviyo {
  readonly emulator: RunningEmulator<KlaviyoAccount>
  readonly account: KlaviyoAccount
  readonly clock: SimulatedClock
  readonly session: Session
  readonly context: ConnectorContext<KlaviyoConfig, KlaviyoClient>
}

/** An emulated account and a connection to it, both on one simulated clock, closed when the test ends. */
export async function openKlaviyo(settings: Partial<KlaviyoConfig> = {}): Promise<OpenKlaviyo> {
  const clock = simulatedClock(NOW)
  const emulator = await startEmulator(klaviyoEmulator, { clock })
  onTestFinished(() => emulator.close())
  const config: KlaviyoConfig = { apiKey: EMULATED_API_KEY, baseUrl: emulator.url, ...settings }
  const context = connectAlone(klaviyoConnector, config, { clock, secrets: [config.apiKey] })
  return { emulator, account: emulator.state, clock, session: context.session, context }
}
