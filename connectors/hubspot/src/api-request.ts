import type { CallAnswer, ConnectorContext } from '@esplanade/connector-kit'
import type { Client } from '@hubspot/api-client'
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
 * preferences). Unlike the typed methods it drops no field, and the answer must be checked here.
 *
 * @throws AnswerError for every status but 2xx.
 */
export async function apiRequest(client: Client, request: PlainRequest): Promise<CallAnswer<unknown>> {
  const { method, path, query, body } = request
  const response = await client.apiRequest({
    method,
    path,
    ...(query && { qs: { ...query } }),
    ...(body !== undefined && { body }),
  })
  const text = await response.text()
  if (!response.ok) throw new AnswerError(response, text)
  return { data: text === '' ? undefined : JSON.parse(text), headers: response.headers }
}
