import { APPLIED, type Outcome, oneByOne, refused, UNCHANGED } from '@esplanade/connector-kit'
import { z } from 'zod'
import { askPlainly, type Context, type Operation } from './api-request.ts'

const ROUTE = 'POST /communication-preferences/v4/statuses/{subscriberIdString}'
const ALL_ROUTE = `${ROUTE}/unsubscribe-all`
const answerSchema = z.object({
  results: z.array(z.object({ setStatusSuccessReason: z.string().optional() })).default([]),
})

/**
 * Opts an address out of all marketing mail of the account: an opt-out given elsewhere is about the
 * sender, not about one of HubSpot's subscription types. With `subscriptionId` configured it is that type alone.
 * One address per request: the batch form needs Marketing Hub Enterprise.
 */
export const writeOptOut: Operation['optOut'] = {
  name: 'opt out',
  // What is sent where `subscriptionId` is configured costs the same.
  route: ALL_ROUTE,
  maxRows: 1,
  idempotent: true,
  send: oneByOne((context, { email }) => optOut(context, email, context.config.subscriptionId)),
}

/** Opts an address out of the subscription type of a topic, and of no other. */
export const writeTopicOptOut: Operation['optOutOfTopic'] = {
  name: 'opt out of a topic',
  route: ROUTE,
  maxRows: 1,
  idempotent: true,
  send: oneByOne((context, { email, topic }) => {
    const subscriptionId = context.config.topics[topic]
    // Without a type the request would be about all mail.
    return subscriptionId === undefined ? NO_TYPE : optOut(context, email, subscriptionId)
  }),
}

/** Without a subscription type, of all mail. */
async function optOut(context: Context, email: string, subscriptionId: string | undefined): Promise<Outcome> {
  const request = { path: { subscriberIdString: email }, priority: 'consent' } as const
  // Without `verbose` the answer does not say whether anything changed.
  const ofAll = { ...request, query: { channel: 'EMAIL', verbose: 'true' } }
  const { results } =
    subscriptionId === undefined
      ? await askPlainly(context, ALL_ROUTE, answerSchema, ofAll)
      : await askPlainly(context, ROUTE, answerSchema, { ...request, body: unsubscribed(subscriptionId) })
  const unchanged =
    results.length > 0 && results.every(result => result.setStatusSuccessReason === 'NO_STATUS_CHANGE')
  return unchanged ? UNCHANGED : APPLIED
}

const unsubscribed = (subscriptionId: string) => ({
  channel: 'EMAIL',
  subscriptionId: Number(subscriptionId),
  statusState: 'UNSUBSCRIBED',
  // Accounts with data privacy settings refuse a change without both, and an opt-out must not fail for that.
  legalBasis: 'LEGITIMATE_INTEREST_OTHER',
  legalBasisExplanation: 'The person opted out; Esplanade carried it over from another system.',
})

const NO_TYPE = refused(
  'topic-missing',
  'This connection names no subscription type for the topic. Add it to "topics" in the configuration.',
)
