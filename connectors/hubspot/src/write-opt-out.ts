import { APPLIED, UNCHANGED } from '@esplanade/connector-kit'
import { z } from 'zod'
import { askPlainly, type Operation, type PlainRequest } from './api-request.ts'

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
  send: async (context, _target, [row]) => {
    if (row === undefined) return { kind: 'answered', outcomes: [] }
    const { subscriptionId } = context.config
    const route = subscriptionId === undefined ? ALL_ROUTE : ROUTE
    const request = { ...requestFor(subscriptionId), path: { subscriberIdString: row.email } }
    const { results } = await askPlainly(context, route, answerSchema, { ...request, priority: 'consent' })
    const unchanged =
      results.length > 0 && results.every(result => result.setStatusSuccessReason === 'NO_STATUS_CHANGE')
    return { kind: 'answered', outcomes: [unchanged ? UNCHANGED : APPLIED] }
  },
}

function requestFor(subscriptionId: string | undefined): PlainRequest {
  // Without `verbose` the answer does not say whether anything changed.
  if (subscriptionId === undefined) return { query: { channel: 'EMAIL', verbose: 'true' } }
  const body = {
    channel: 'EMAIL',
    subscriptionId: Number(subscriptionId),
    statusState: 'UNSUBSCRIBED',
    // Accounts with data privacy settings refuse a change without both, and an opt-out must not fail for that.
    legalBasis: 'LEGITIMATE_INTEREST_OTHER',
    legalBasisExplanation: 'The person opted out; Esplanade carried it over from another system.',
  }
  return { body }
}
