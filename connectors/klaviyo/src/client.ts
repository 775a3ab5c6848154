import type { CallAnswer } from '@esplanade/connector-kit'
import {
  AccountsApi,
  ApiKeySession,
  CampaignsApi,
  CatalogsApi,
  DataPrivacyApi,
  EventsApi,
  ListsApi,
  MetricsApi,
  ProfilesApi,
  RetryWithExponentialBackoff,
  SegmentsApi,
} from 'klaviyo-api'
import type { KlaviyoConfig } from './config.ts'
import { UnexpectedAnswer } from './read-failure.ts'

/** The vendor's SDK, one object per part of the API. */
export interface KlaviyoClient {
  readonly accounts: AccountsApi
  readonly profiles: ProfilesApi
  readonly lists: ListsApi
  readonly metrics: MetricsApi
  readonly events: EventsApi
  readonly campaigns: CampaignsApi
  readonly catalogs: CatalogsApi
  readonly segments: SegmentsApi
  readonly dataPrivacy: DataPrivacyApi
}

export function connectKlaviyo(config: KlaviyoConfig): KlaviyoClient {
  const session = new OneRequestSession(config.apiKey)
  // The SDK keeps its address per API object, not per session.
  const at = <Api extends { basePath: string }>(api: Api): Api => {
    if (config.baseUrl !== undefined) api.basePath = config.baseUrl.replace(/\/+$/, '')
    return api
  }
  return {
    accounts: at(new AccountsApi(session)),
    profiles: at(new ProfilesApi(session)),
    lists: at(new ListsApi(session)),
    metrics: at(new MetricsApi(session)),
    events: at(new EventsApi(session)),
    campaigns: at(new CampaignsApi(session)),
    catalogs: at(new CatalogsApi(session)),
    segments: at(new SegmentsApi(session)),
    dataPrivacy: at(new DataPrivacyApi(session)),
  }
}

type RequestConfig = Parameters<ApiKeySession['requestWithRetry']>[0]

/** The SDK waits for ever by itself. Longer than its slowest documented answer. */
const SOCKET_TIMEOUT_MS = 60_000

/**
 * One call is one request: retries and waiting belong to the kit. Broken JSON is an error here and
 * not, as the SDK has it, a text in place of the answer.
 */
class OneRequestSession extends ApiKeySession {
  constructor(apiKey: string) {
    super(apiKey, new RetryWithExponentialBackoff({ numRetries: 1 }))
  }

  override requestWithRetry(config: RequestConfig): ReturnType<ApiKeySession['requestWithRetry']> {
    return super.requestWithRetry({
      ...config,
      timeout: SOCKET_TIMEOUT_MS,
      responseType: 'json',
      transitional: { silentJSONParsing: false, clarifyTimeoutError: true },
    })
  }
}

interface SdkAnswer<Body> {
  readonly response: { readonly headers: object }
  readonly body: Body
}

/** What the kit wants of an SDK's answer; a body without `data` is not JSON:API. */
export async function answered<Body extends { data: unknown }>(
  request: Promise<SdkAnswer<Body>>,
): Promise<CallAnswer<Body>> {
  const { response, body } = await request
  if (body?.data === undefined || body.data === null) {
    throw new UnexpectedAnswer('The answer has no "data".')
  }
  return { data: body, headers: plainHeaders(response.headers) }
}

/** For operations that answer with a status alone. */
export async function acknowledged(
  request: Promise<{ response: { headers: object } }>,
): Promise<CallAnswer<undefined>> {
  const { response } = await request
  return { data: undefined, headers: plainHeaders(response.headers) }
}

function plainHeaders(headers: object): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
}
