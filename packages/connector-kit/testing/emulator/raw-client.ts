export interface RawAnswer<Body> {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** Parsed JSON; an empty object where there was no body. */
  readonly body: Body
}

export interface RawRequest {
  /** On top of the client's own, or in their place. */
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

/** Asks an emulator as any HTTP client does, without the vendor's SDK. A route is the method and the path with its query. */
export const rawClient =
  <Body>(url: string, own: Readonly<Record<string, string>>) =>
  async (route: string, body?: unknown, { headers, signal }: RawRequest = {}): Promise<RawAnswer<Body>> => {
    const [method = '', path = ''] = route.split(' ')
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { ...own, ...headers },
      signal: signal ?? null,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const parsed: unknown = text === '' ? {} : JSON.parse(text)
    return { status: response.status, headers: response.headers, text, body: parsed as Body }
  }
