import { rawClient } from '@esplanade/connector-kit/emulator'
import { EMULATED_API_KEY } from '../../emulator/index.ts'
import { openKlaviyo } from './open-klaviyo.ts'

/** As much of the vendor's bodies as these tests read. */
interface RawBody {
  readonly data: { id: string; attributes: Record<string, unknown> }[] & {
    id: string
    attributes: Record<string, unknown>
  }
  readonly links: { next: string | null }
  readonly errors: { code: string; detail: string; source: object; meta: Record<string, unknown> }[]
}

/** The emulated account as any HTTP client meets it, without the SDK. */
export async function openRaw() {
  const klaviyo = await openKlaviyo()
  const headers = { authorization: `Klaviyo-API-Key ${EMULATED_API_KEY}`, revision: '2026-07-15' }
  return { ...klaviyo, ask: rawClient<RawBody>(klaviyo.emulator.url, headers) }
}

export const filtered = (path: string, filter: string): string =>
  `GET ${path}?${new URLSearchParams({ filter }).toString()}`
