import type { CallOptions, ConnectorContext } from '../../src/index.ts'
import type { AcmeClient } from './acme-client.ts'

export interface AcmeConfig {
  readonly url: string
  readonly apiKey: string
}
export type AcmeContext = ConnectorContext<AcmeConfig, AcmeClient>

/** One call; `path` is the template with its parameters put in. */
export async function ask<T>(
  { session, client }: AcmeContext,
  route: string,
  path: string,
  { body, ...options }: Partial<CallOptions> & { readonly body?: unknown } = {},
): Promise<T> {
  const [method = 'GET'] = route.split(' ')
  const call = await session.call(route, { idempotent: true, ...options }, () =>
    client.request(method, path, body),
  )
  return call.data as T
}
