import type { Operation, OptOutRow } from '@esplanade/connector-kit'
import type { Client } from '@hubspot/api-client'
import { z } from 'zod'
import { askPlainly, type PlainRequest } from './api-request.ts'
import type { HubspotConfig } from './config.ts'

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
export const writeOptOut: Operation<OptOutRow, HubspotConfig, Client> = {
  name: 'opt out',
  // What is sent where `subscriptionId` is configured costs the same.
  route: ALL_ROUTE,
  maxRows: 1,
  idempotent: true,
  send: async (context, _target, rows) => {
    const [row] = rows
    if (row === undefined) return { kind: 'answered', outcomes: [] }
    const { subscriptionId } = context.config
    const route = subscriptionId === undefined ? ALL_ROUTE : ROUTE
    const request = requestFor(row.email, subscriptionId)
    const { results } = await askPlainly(context, route, answerSchema, request, { priority: 'consent' })
    const unchanged =
      results.length > 0 && results.every(result => result.setStatusSuccessReason === 'NO_STATUS_CHANGE')
    return { kind: 'answered', outcomes: [{ status: unchanged ? 'unchanged' : 'applied' }] }
  },
}

function requestFor(email: string, subscriptionId: string | undefined): PlainRequest {
  const path = `/communication-preferences/v4/statuses/${encodeURIComponent(email)}`
  if (subscriptionId === undefined) {
    // Without `verbose` the answer does not say whether anything changed.
    return { method: 'POST', path: `${path}/unsubscribe-all`, query: { channel: 'EMAIL', verbose: 'true' } }
  }
  const body = {
    channel: 'EMAIL',
    subscriptionId: Number(subscriptionId),
    statusState: 'UNSUBSCRIBED',
    // Accounts with data privacy settings refuse a change without both, and an opt-out must not fail for that.
    legalBasis: 'LEGITIMATE_INTEREST_OTHER',
    legalBasisExplanation: 'The person opted out; Esplanade carried it over from another system.',
  }
  return { method: 'POST', path, body }
}
