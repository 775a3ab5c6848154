import {
  APPLIED,
  type OptInRow,
  type Outcome,
  oneByOne,
  onFailure,
  refused,
  rejected,
  UNCHANGED,
} from '@esplanade/connector-kit'
import { PublicUpdateSubscriptionStatusRequestLegalBasisEnum as LegalBasis } from '@hubspot/api-client/lib/codegen/communication_preferences/models/PublicUpdateSubscriptionStatusRequest.js'
import { type Context, type Operation, write } from './api-request.ts'
import { TECHNICAL } from './properties.ts'
import { CONTACTS, readRecords, readRoute } from './records.ts'

const ROUTE = 'POST /communication-preferences/v3/subscribe'

/**
 * Subscribes an address to the configured subscription type, by version 3 of the API: that one never
 * lifts an opt-out, whenever it was given, while version 4 does. A person who opted out in HubSpot
 * comes back through HubSpot's own forms.
 */
export const writeOptIn: Operation['optIn'] = {
  name: 'opt in',
  route: ROUTE,
  reads: [{ route: readRoute(CONTACTS) }],
  maxRows: 1,
  idempotent: true,
  send: oneByOne(optIn),
}

async function optIn(context: Context, { email, optIn: said }: OptInRow): Promise<Outcome> {
  const { subscriptionId } = context.config
  if (subscriptionId === undefined) return NO_TYPE
  const wanted = { ids: [email], properties: [TECHNICAL.hardBounce], by: 'email' } as const
  const [contact] = await readRecords(context, CONTACTS, wanted)
  if (contact?.properties[TECHNICAL.hardBounce]) return BOUNCED
  const subscription = {
    emailAddress: email,
    subscriptionId,
    legalBasis: LegalBasis.ConsentWithNotice,
    legalBasisExplanation: `Opted in on ${new Date(said.at).toISOString()} by ${said.source}: ${said.evidence}`,
  }
  const subscribed = write(context, ROUTE, ({ communicationPreferences: { statusApi } }) =>
    statusApi.subscribeWithHttpInfo(subscription),
  )
  return onFailure(
    'rejected',
    subscribed.then(() => APPLIED),
    error => {
      if (SUBSCRIBED.test(error.failure.message)) return UNCHANGED
      throw error
    },
  )
}

/** The vendor's words from memory; where they are others, the row is `rejected` with them. */
const SUBSCRIBED = /already subscribed/i

const NO_TYPE = refused(
  'subscription-type-missing',
  'HubSpot subscribes to a type of mail, never to all of it. Set "subscriptionId" in this connection’s configuration.',
)

const BOUNCED = rejected(
  'hard-bounce',
  'Mail to the address bounced for good in HubSpot, which mails it no more.',
  'Ask the person for another address.',
)
