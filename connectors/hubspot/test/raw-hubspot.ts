import type { EmulatorOptions } from '@esplanade/connector-kit/emulator'
import { onTestFinished } from 'vitest'
import { openWorld, TOKEN } from './world.ts'

interface RawAnswer {
  readonly status: number
  readonly headers: Headers
  readonly body: RawBody
}

/** As much of the vendor's bodies as these tests read. */
type RawBody = Readonly<Record<string, unknown>> & {
  readonly id: string
  readonly message: string
  readonly properties: Readonly<Record<string, string | null>>
  readonly results: readonly (Readonly<Record<string, unknown>> & { readonly id: string })[]
  readonly errors: readonly { readonly context: Readonly<Record<string, readonly string[]>> }[]
}

/** The emulated account as any HTTP client meets it, without the SDK. Limits stay out of the way unless asked for. */
export async function openRaw(options: Partial<EmulatorOptions> = { enforceLimits: false }) {
  const world = await openWorld(options)
  onTestFinished(() => world.close())
  const ask = async (route: string, body?: unknown): Promise<RawAnswer> => {
    const [method = '', path = ''] = route.split(' ')
    const response = await fetch(`${world.emulator.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${TOKEN}` },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return {
      status: response.status,
      headers: response.headers,
      body: (text === '' ? {} : JSON.parse(text)) as RawBody,
    }
  }
  return { ...world, ask }
}
