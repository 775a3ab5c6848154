import { APPLIED, type OptOutRow, type Outcome, refused, UNCHANGED } from '@esplanade/connector-kit'
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
  send: async (context, _target, rows) => {
    const outcomes: Outcome[] = []
    for (const row of rows) outcomes.push(await optOut(context, row, context.config.subscriptionId))
    return { kind: 'answered', outcomes }
  },
}

/** Opts an address out of the subscription type of a topic, and of no other. */
export const writeTopicOptOut: Operation['optOutOfTopic'] = {
  name: 'opt out of a topic',
  route: ROUTE,
  maxRows: 1,
  idempotent: true,
  send: async (context, _target, rows) => {
    const outcomes: Outcome[] = []
    for (const row of rows) {
      const subscriptionId = context.config.topics[row.topic]
      // Without a type the request would be about all mail.
      outcomes.push(subscriptionId === undefined ? NO_TYPE : await optOut(context, row, subscriptionId))
    }
    return { kind: 'answered', outcomes }
  },
}

/** Without a subscription type, of all mail. */
async function optOut(
  context: Context,
  { email }: OptOutRow,
  subscriptionId: string | undefined,
): Promise<Outcome> {
  const path = { subscriberIdString: email }
  const { results } = await (subscriptionId === undefined
    ? // Without `verbose` the answer does not say whether anything changed.
      askPlainly(context, ALL_ROUTE, answerSchema, {
        path,
        query: { channel: 'EMAIL', verbose: 'true' },
        priority: 'consent',
      })
    : askPlainly(context, ROUTE, answerSchema, {
        path,
        body: unsubscribed(subscriptionId),
        priority: 'consent',
      }))
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
