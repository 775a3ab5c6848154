import { type ConnectionId, createBudget, createSession, simulatedClock } from '@esplanade/connector-kit'
import { type MailchimpConfig, mailchimpConnector } from '../src/index.ts'
import { type Context, START } from './open-account.ts'

export const HOST = 'https://us21.api.mailchimp.com'
const KEY = '0123456789abcdef-us21'
export const AUTHORIZATION = `Basic ${Buffer.from(`user:${KEY}`).toString('base64')}`

/** A connection to where the vendor itself would be; nothing leaves the process under nock. */
export function connectToVendor(more: Partial<MailchimpConfig> = {}): Context {
  const clock = simulatedClock(START)
  const config = { apiKey: KEY, ...more }
  const session = createSession({
    connection: 'mailchimp' as ConnectionId,
    connector: mailchimpConnector,
    budget: createBudget(mailchimpConnector.limits(config), clock),
    secrets: [KEY],
    clock,
    signal: new AbortController().signal,
    random: () => 0.5,
  })
  return { connection: session.connection, config, client: mailchimpConnector.connect(config), session }
}
