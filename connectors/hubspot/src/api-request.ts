import {
  type CallAnswer,
  type CallOptions,
  type ConnectorContext,
  type Operations,
  readShape,
  type Stream,
} from '@esplanade/connector-kit'
import type { Client } from '@hubspot/api-client'
import type { z } from 'zod'
import type { HubspotConfig } from './config.ts'
import { AnswerError } from './faults.ts'

export type Context = ConnectorContext<HubspotConfig, Client>
export type Operation = Required<Operations<HubspotConfig, Client>>
export type HubspotStream = Stream<HubspotConfig, Client>

/** One call by the SDK's typed methods, those with HTTP info. Repeated when its answer is lost, unless told otherwise. */
export async function ask<Data>(
  { client, session }: Context,
  route: string,
  request: (client: Client) => Promise<CallAnswer<Data>>,
  options: Partial<CallOptions> = {},
): Promise<Data> {
  return (await session.call(route, { idempotent: true, ...options }, () => request(client))).data
}

/** The same for what a push does. */
export const write = <Data>(
  context: Context,
  route: string,
  request: (client: Client) => Promise<CallAnswer<Data>>,
  options: Partial<CallOptions> = {},
): Promise<Data> => ask(context, route, request, { priority: 'push', ...options })

export interface PlainRequest extends Partial<CallOptions> {
  /** Values of the names in the route's braces. */
  readonly path?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/**
 * Makes the request that a route names where the SDK has no types for it (legacy email events, version 4 of
 * communication preferences). Unlike the typed methods it drops no field, and the answer is checked here.
 *
 * @throws ConnectorError, of kind `contract` when the answer has not the documented shape.
 */
export async function askPlainly<Shape extends z.ZodType>(
  context: Context,
  route: string,
  shape: Shape,
  { path = {}, query, body, ...options }: PlainRequest = {},
): Promise<z.output<Shape>> {
  const [method = '', template = ''] = route.split(' ')
  const url = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? ''))
  const about = { ...(query && { qs: { ...query } }), ...(body !== undefined && { body }) }
  const request = { method, path: url, ...about }
  const call = async (client: Client) => {
    const response = await client.apiRequest(request)
    const text = await response.text()
    // The SDK never throws by itself here.
    if (!response.ok) throw new AnswerError(response, text)
    return { data: text === '' ? undefined : JSON.parse(text), headers: response.headers }
  }
  return readShape(route, shape, await ask(context, route, call, options))
}
