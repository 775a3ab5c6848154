import type { CallAnswer, Failure } from '../../src/index.ts'

/** Stands for a vendor's SDK, with the vice that they share: its errors carry the key. */
export interface AcmeClient {
  request(method: string, path: string, body?: unknown): Promise<CallAnswer<unknown>>
}

export class AcmeError extends Error {
  readonly failure: Failure
  readonly requestHeaders: Readonly<Record<string, string>>

  constructor(failure: Failure, requestHeaders: Readonly<Record<string, string>>) {
    super(`${failure.message} ${JSON.stringify(requestHeaders)}`)
    this.failure = failure
    this.requestHeaders = requestHeaders
  }
}

export function acmeClient(url: string, apiKey: string): AcmeClient {
  const headers = { 'x-key': apiKey }
  return {
    request: async (method, path, body) => {
      const fail = (failure: Failure) => new AcmeError(failure, headers)
      const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
      const [response, text] = await fetch(`${url}/v1${path}`, init)
        .then(async answer => [answer, await answer.text()] as const)
        .catch((error: Error) => {
          throw fail({ status: null, code: 'network', message: error.message })
        })
      const parsed = parse(text)
      if (response.ok && parsed !== undefined) return { data: parsed, headers: response.headers }
      const retryAfter = Number(response.headers.get('retry-after'))
      const { title, detail } = (parsed ?? {}) as { title?: string; detail?: string }
      throw fail({
        status: response.status,
        code: title ?? null,
        message: detail ?? text,
        ...(retryAfter > 0 ? { retryAfterMs: retryAfter * 1_000 } : {}),
      })
    },
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
