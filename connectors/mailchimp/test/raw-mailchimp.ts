import { rawClient } from '@esplanade/connector-kit/emulator'
import { EMULATOR_API_KEY } from '../emulator/index.ts'
import { openAccount } from './open-account.ts'

/** As much of the vendor's bodies as these tests read. */
type RawBody = Readonly<Record<string, unknown>> & {
  readonly errors: readonly Readonly<Record<string, unknown>>[]
  readonly members: readonly Readonly<Record<string, unknown>>[]
}

/** The emulated account as any HTTP client meets it, without the SDK. */
export async function openRaw() {
  const opened = await openAccount()
  const headers = { authorization: `Bearer ${EMULATOR_API_KEY}` }
  return { ...opened, ask: rawClient<RawBody>(`${opened.emulator.url}/3.0`, headers) }
}
