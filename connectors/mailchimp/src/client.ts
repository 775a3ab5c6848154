import http from 'node:http'
import https from 'node:https'
import { createRequire } from 'node:module'
import {
  type CallOptions,
  type ConnectorContext,
  type Operations,
  readShape,
  type Stream,
} from '@esplanade/connector-kit'
import type { z } from 'zod'
import { basePath, type MailchimpConfig } from './config.ts'
import { fieldsOf } from './fields-of.ts'

/** The vendor refuses the eleventh connection, of all users of the key; the rest is left to the owner's other tools. */
export const MAX_CONNECTIONS = 8
/** Kept no longer than any server keeps an idle one: a call on one that was just closed would fail. */
const IDLE_MS = 4_000

/** The vendor cuts its own requests after two minutes; waiting longer learns nothing. */
const REQUEST_TIMEOUT_MS = 120_000

// The SDK is CommonJS and ships no types; what Esplanade calls of it is typed below.
const require = createRequire(import.meta.url)
const sharedInstance: { readonly constructor: new () => MailchimpClient } =
  require('@mailchimp/mailchimp_marketing')

type Query = Readonly<Record<string, string | number | boolean | undefined>>

/** The part of `@mailchimp/mailchimp_marketing` that Esplanade calls, by the names it has there. */
export interface MailchimpClient {
  basePath: string
  timeout: number
  /** Whether `agent` sees every request before it is sent; made for cookies. */
  enableCookies: boolean
  agent: {
    attachCookies(request: { agent(connections: http.Agent): unknown }): void
    saveCookies(): void
  }
  setConfig(config: { apiKey: string }): void
  /** What every method of the SDK ends in. */
  callApi(
    path: string,
    method: string,
    pathParams: object,
    queryParams: Query,
    headerParams: object,
    formParams: object,
    body: object | null,
    authNames: readonly string[],
    contentTypes: readonly string[],
    accepts: readonly string[],
    returnType: string,
  ): Promise<{
    readonly data: unknown
    readonly response: { readonly headers: Readonly<Record<string, string>> }
  }>
}

export type Context = ConnectorContext<MailchimpConfig, MailchimpClient>
export type Operation = Required<Operations<MailchimpConfig, MailchimpClient>>
export type MailchimpStream = Stream<MailchimpConfig, MailchimpClient>

/**
 * A client of its own for each connection: the SDK exports one shared instance, which a second
 * connection would overwrite. `server` is never set, since the SDK would then replace the first
 * "server" in every URL, also inside an id or an address.
 */
export function connect(config: MailchimpConfig): MailchimpClient {
  const client = new sharedInstance.constructor()
  client.setConfig({ apiKey: config.apiKey })
  client.basePath = basePath(config)
  client.timeout = REQUEST_TIMEOUT_MS
  const options = { keepAlive: true, maxSockets: MAX_CONNECTIONS, timeout: IDLE_MS }
  const connections = new (client.basePath.startsWith('https:') ? https : http).Agent(options)
  // Left alone, the SDK opens a connection for every request: a handshake each, and sockets whose remains hold
  // one another, and with them the pages that they brought, until all of memory is swept.
  client.enableCookies = true
  client.agent = { attachCookies: request => request.agent(connections), saveCookies: () => {} }
  return client
}

export interface Request extends Partial<CallOptions> {
  /** Values of the names in the route's braces. */
  readonly path?: Readonly<Record<string, string>>
  readonly query?: Query
  readonly body?: object
}

const JSON_ONLY = ['application/json']

/**
 * Makes the request that a route names and checks what came back. The SDK's method for each route is a
 * line that calls `callApi`, some with parameters forgotten; called here, a route is the request that it
 * names. Reading asks for no more than is read of the answer. Repeated when an answer is lost, unless told
 * otherwise.
 *
 * @throws ConnectorError of kind `contract` when the answer is not what the API's description promises.
 */
export async function ask<Shape extends z.ZodType>(
  { session, client }: Context,
  route: string,
  shape: Shape,
  { path = {}, query = {}, body, ...options }: Request = {},
): Promise<z.output<Shape>> {
  const [method = '', template = ''] = route.split(' ')
  const auth = ['basicAuth']
  const fields = method === 'GET' ? { fields: fieldsOf(shape).join(',') } : {}
  const { data } = await session.call(route, { idempotent: true, ...options }, async () => {
    const { data, response } = await client.callApi(
      template,
      method,
      path,
      { ...fields, ...query },
      {},
      {},
      body ?? null,
      auth,
      JSON_ONLY,
      JSON_ONLY,
      'Object',
    )
    return { data, headers: response.headers }
  })
  return readShape(route, shape, data)
}
