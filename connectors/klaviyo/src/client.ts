import {
  type CallAnswer,
  type CallOptions,
  type ConnectorContext,
  type Operations,
  type Stream,
  UnreadableAnswer,
  withoutSlash,
} from '@esplanade/connector-kit'
import * as sdk from 'klaviyo-api'
import type { KlaviyoConfig } from './config.ts'

/** The vendor's SDK, one object per part of the API. */
export type KlaviyoClient = ReturnType<typeof connectKlaviyo>
export type Context = ConnectorContext<KlaviyoConfig, KlaviyoClient>
export type Operation = Required<Operations<KlaviyoConfig, KlaviyoClient>>
export type KlaviyoStream = Stream<KlaviyoConfig, KlaviyoClient>

export function connectKlaviyo({ apiKey, baseUrl }: KlaviyoConfig) {
  const session = new OneRequestSession(apiKey)
  // The SDK keeps its address per API object, not per session.
  const at = <Api extends { basePath: string }>(api: Api): Api => {
    if (baseUrl !== undefined) api.basePath = withoutSlash(baseUrl)
    return api
  }
  return {
    accounts: at(new sdk.AccountsApi(session)),
    profiles: at(new sdk.ProfilesApi(session)),
    lists: at(new sdk.ListsApi(session)),
    metrics: at(new sdk.MetricsApi(session)),
    events: at(new sdk.EventsApi(session)),
    /** The same, for `asSent`. */
    eventsAsSent: at(new sdk.EventsApi(new AsSentSession(apiKey))),
    campaigns: at(new sdk.CampaignsApi(session)),
    catalogs: at(new sdk.CatalogsApi(session)),
    segments: at(new sdk.SegmentsApi(session)),
    dataPrivacy: at(new sdk.DataPrivacyApi(session)),
  }
}

type RequestConfig = Parameters<sdk.ApiKeySession['requestWithRetry']>[0]

/** The SDK waits for ever by itself. Longer than its slowest documented answer. */
const SOCKET_TIMEOUT_MS = 60_000

/**
 * One call is one request: retries and waiting belong to the kit. Broken JSON is an error here and
 * not, as the SDK has it, a text in place of the answer.
 */
class OneRequestSession extends sdk.ApiKeySession {
  constructor(apiKey: string) {
    super(apiKey, new sdk.RetryWithExponentialBackoff({ numRetries: 1 }))
  }

  override requestWithRetry(config: RequestConfig): ReturnType<sdk.ApiKeySession['requestWithRetry']> {
    return super.requestWithRetry({
      ...config,
      timeout: SOCKET_TIMEOUT_MS,
      responseType: 'json',
      transitional: { silentJSONParsing: false, clarifyTimeoutError: true },
    })
  }
}

/**
 * Sets the vendor's JSON aside before the SDK makes objects of its own from it, one by one over maps of their
 * attributes: of a million events that took longer than all else together.
 */
class AsSentSession extends OneRequestSession {
  override async requestWithRetry(config: RequestConfig): ReturnType<sdk.ApiKeySession['requestWithRetry']> {
    const response = await super.requestWithRetry(config)
    return Object.assign(response, { sent: response.data as unknown, data: undefined })
  }
}

/** The answer of an API whose session sets it aside: names and times as they stand in the vendor's JSON. */
export const asSent = async <Body>(request: Answer<unknown>): Promise<Required<Awaited<Answer<Body>>>> => {
  const { response } = await request
  return { response, body: (response as { sent?: unknown }).sent as Body }
}

/** What the SDK's methods give; without a body where the vendor answers with a status alone. */
type Answer<Body> = Promise<{ readonly response: { readonly headers: object }; readonly body?: Body }>

/** One call of which the answer matters; a body without `data` is not JSON:API. Repeated unless told otherwise. */
export const ask = <Body extends { data: unknown }>(
  context: Context,
  route: string,
  request: (client: KlaviyoClient) => Answer<Body>,
  options: Partial<CallOptions> = {},
): Promise<CallAnswer<Body>> =>
  call(context, route, request, options, body => {
    if (body?.data === undefined || body.data === null)
      throw new UnreadableAnswer('The answer has no "data".')
    return body
  })

/** One call that is answered with a status alone. */
export const tell = (
  context: Context,
  route: string,
  request: (client: KlaviyoClient) => Answer<unknown>,
  options: Partial<CallOptions> = { priority: 'push' },
): Promise<CallAnswer<undefined>> => call(context, route, request, options, () => undefined)

const call = <Body, Data>(
  { session, client }: Context,
  route: string,
  request: (client: KlaviyoClient) => Answer<Body>,
  options: Partial<CallOptions>,
  read: (body: Body | undefined) => Data,
): Promise<CallAnswer<Data>> =>
  session.call(route, { idempotent: true, ...options }, async () => {
    const { response, body } = await request(client)
    const headers = Object.entries(response.headers).map(([name, value]) => [name, String(value)])
    return { data: read(body), headers: Object.fromEntries(headers) as Record<string, string> }
  })
