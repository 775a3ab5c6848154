import { type EmulatorOptions, rawClient } from '@esplanade/connector-kit/emulator'
import { onTestFinished } from 'vitest'
import { openWorld, TOKEN } from './world.ts'

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
  return { ...world, ask: rawClient<RawBody>(world.emulator.url, { authorization: `Bearer ${TOKEN}` }) }
}
