import {
  type CallAnswer,
  type CallOptions,
  type ConnectorContext,
  type Operations,
  recordOf,
  type Stream,
  UnreadableAnswer,
  withoutSlash,
} from '@esplanade/connector-kit'
import { BrevoClient } from '@getbrevo/brevo'
import type { BrevoConfig } from './config.ts'

export type BrevoContext = ConnectorContext<BrevoConfig, BrevoClient>
export type BrevoStream = Stream<BrevoConfig, BrevoClient>
/** By name, so that what an operation is given needs no types of its own. */
export type BrevoOperation = Required<Operations<BrevoConfig, BrevoClient>>

/** Longer than any answer that was seen described; the SDK's own is the same. */
const TIMEOUT_SECONDS = 60

/** One call is one request: the SDK's two retries are the kit's work. */
export function connectBrevo({ apiKey, baseUrl }: BrevoConfig): BrevoClient {
  return new BrevoClient({
    apiKey,
    maxRetries: 0,
    timeoutInSeconds: TIMEOUT_SECONDS,
    ...(baseUrl === undefined ? {} : { baseUrl: `${withoutSlash(baseUrl)}/v3` }),
  })
}

interface SdkAnswer<Data> {
  readonly data: Data
  readonly rawResponse: { readonly headers: Headers; readonly status: number }
}

/** What the SDK's methods give back. */
interface SdkRequest<Data> {
  withRawResponse(): Promise<SdkAnswer<Data>>
}

/** One call of which the answer matters. Repeated when its answer is lost, unless told otherwise. */
export async function ask<Data>(
  { session, client }: BrevoContext,
  route: string,
  request: (client: BrevoClient) => SdkRequest<Data>,
  options: Partial<CallOptions> = {},
): Promise<CallAnswer<Data>> {
  return session.call(route, { idempotent: true, ...options }, async () => {
    const { data, rawResponse } = await request(client).withRawResponse()
    if (!isAnswer(data)) throw new UnreadableAnswer('The answer is not JSON.')
    return { data, headers: rawResponse.headers }
  })
}

/** One call that is answered with a status alone. */
export async function tell(
  { session, client }: BrevoContext,
  route: string,
  request: (client: BrevoClient) => SdkRequest<unknown>,
  options: Partial<CallOptions> = {},
): Promise<void> {
  await session.call(route, { idempotent: true, ...options }, async () => {
    const { rawResponse } = await request(client).withRawResponse()
    // The SDK shows no body here: an answer that has one is somebody else's, and the work may not be done.
    if (!DONE.has(rawResponse.status))
      throw new UnreadableAnswer('The answer is not the one that means done.')
    return { data: undefined, headers: rawResponse.headers }
  })
}

/** The SDK hands a body that it could not parse over as if it were the data, and an empty one as undefined. */
const isAnswer = (data: unknown): boolean => {
  const body = recordOf(data)
  return body !== undefined && recordOf(body.error)?.reason !== 'non-json'
}

/** Created, accepted, done without words: what the documentation answers writing with. */
const DONE: ReadonlySet<number> = new Set([201, 202, 204])
