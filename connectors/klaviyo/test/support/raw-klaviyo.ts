import { EMULATED_API_KEY } from '../../emulator/index.ts'
import { type OpenKlaviyo, openKlaviyo } from './open-klaviyo.ts'

interface RawAnswer {
  readonly status: number
  readonly headers: Headers
  readonly body: RawBody
  readonly text: string
}

/** As much of the vendor's bodies as these tests read. */
interface RawBody {
  readonly data: { id: string; attributes: Record<string, unknown> }[] & {
    id: string
    attributes: Record<string, unknown>
  }
  readonly links: { next: string | null }
  readonly errors: { code: string; detail: string; source: object; meta: Record<string, unknown> }[]
}

export interface RawKlaviyo extends OpenKlaviyo {
  readonly ask: (
    route: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<RawAnswer>
}

/** The emulated account as any HTTP client meets it, without the SDK. */
export async function openRaw(): Promise<RawKlaviyo> {
  const klaviyo = await openKlaviyo()
  const ask: RawKlaviyo['ask'] = async (route, body, headers) => {
    const [method = '', path = ''] = route.split(' ')
    const response = await fetch(new URL(path, klaviyo.emulator.url), {
      method,
      headers: { Authorization: `Klaviyo-API-Key ${EMULATED_API_KEY}`, revision: '2026-07-15', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: (text === '' ? {} : JSON.parse(text)) as RawBody,
    }
  }
  return { ...klaviyo, ask }
}

export const filtered = (path: string, filter: string): string =>
  `GET ${path}?${new URLSearchParams({ filter }).toString()}`
