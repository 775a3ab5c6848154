import { type CallOptions, type ConnectorContext, readShape } from '@esplanade/connector-kit'
import type { z } from 'zod'
import type { MailchimpClient, SdkAnswer } from './client.ts'
import type { MailchimpConfig } from './config.ts'

export type Context = ConnectorContext<MailchimpConfig, MailchimpClient>

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
  return readShape(route, shape, data)
}
