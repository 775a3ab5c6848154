import { EMULATOR_API_KEY } from '../emulator/index.ts'
import { openAccount } from './open-account.ts'

interface RawAnswer {
  readonly status: number
  readonly headers: Headers
  readonly body: RawBody
}

/** As much of the vendor's bodies as these tests read. */
type RawBody = Readonly<Record<string, unknown>> & {
  readonly errors: readonly Readonly<Record<string, unknown>>[]
  readonly members: readonly Readonly<Record<string, unknown>>[]
}

/** The emulated account as any HTTP client meets it, without the SDK. */
export async function openRaw() {
  const opened = await openAccount()
  const ask = async (
    route: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = { authorization: `Bearer ${EMULATOR_API_KEY}` },
    signal: AbortSignal | null = null,
  ): Promise<RawAnswer> => {
    const [method = '', path = ''] = route.split(' ')
    const response = await fetch(`${opened.emulator.url}/3.0${path}`, {
      method,
      headers,
      signal,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return {
      status: response.status,
      headers: response.headers,
      body: (text === '' ? {} : JSON.parse(text)) as RawBody,
    }
  }
  return { ...opened, ask }
}
