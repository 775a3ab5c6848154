import { type CallOptions, type ConnectorContext, readShape } from '@esplanade/connector-kit'
import type { Client } from '@hubspot/api-client'
import type { z } from 'zod'
import type { HubspotConfig } from './config.ts'
import { AnswerError } from './faults.ts'

export type Context = ConnectorContext<HubspotConfig, Client>

export interface PlainRequest {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/**
 * Calls an endpoint that the SDK has no types for (legacy email events, version 4 of communication
 * preferences). Unlike the typed methods it drops no field, and the answer is checked here.
 *
 * @throws ConnectorError, of kind `contract` when the answer has not the documented shape.
 */
export async function askPlainly<Shape extends z.ZodType>(
  { client, session }: Context,
  route: string,
  shape: Shape,
  { method, path, query, body }: PlainRequest,
  options: Pick<CallOptions, 'priority'> = {},
): Promise<z.output<Shape>> {
  const { data } = await session.call(route, { idempotent: true, ...options }, async () => {
    const response = await client.apiRequest({
      method,
      path,
      ...(query && { qs: { ...query } }),
      ...(body !== undefined && { body }),
    })
    const text = await response.text()
    // The SDK never throws by itself here.
    if (!response.ok) throw new AnswerError(response, text)
    return { data: text === '' ? undefined : JSON.parse(text), headers: response.headers }
  })
  return readShape(route, shape, data)
}
