import {
  type CallOptions,
  type ConnectorContext,
  ConnectorError,
  contractError,
} from '@esplanade/connector-kit'
import type { z } from 'zod'
import type { MailchimpClient, SdkAnswer } from './client.ts'
import type { MailchimpConfig } from './config.ts'

export type Context = ConnectorContext<MailchimpConfig, MailchimpClient>

/** The most rows that any collection gives at once. */
export const PAGE_SIZE = 1_000

/**
 * Makes one request and checks what came back.
 *
 * @throws ConnectorError of kind `contract` when the answer is not what the API's description promises.
 */
export async function ask<Shape extends z.ZodType>(
  { session, client }: Context,
  route: string,
  shape: Shape,
  options: CallOptions,
  request: (client: MailchimpClient) => Promise<SdkAnswer>,
): Promise<z.output<Shape>> {
  const { data } = await session.call(route, options, async () => {
    const { data, response } = await request(client)
    return { data, headers: response.headers }
  })
  const checked = shape.safeParse(data)
  if (checked.success) return checked.data
  // Paths and expectations only: the values are people's.
  const [issue] = checked.error.issues
  throw contractError(route, `${issue?.path.join('.') || 'the answer'}: ${issue?.message}`)
}

/** A mistake in how this connection is set up, found before or without a request. */
export function configError(route: string, message: string): ConnectorError {
  return new ConnectorError('config', route, { status: null, code: null, message }, message)
}
