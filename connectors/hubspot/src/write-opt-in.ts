import { ConnectorError, type Operation, type OptInRow, type Outcome } from '@esplanade/connector-kit'
import type { Client } from '@hubspot/api-client'
import { PublicUpdateSubscriptionStatusRequestLegalBasisEnum as LegalBasis } from '@hubspot/api-client/lib/codegen/communication_preferences/models/PublicUpdateSubscriptionStatusRequest.js'
import type { Context } from './api-request.ts'
import type { HubspotConfig } from './config.ts'
import { TECHNICAL } from './properties.ts'
import { CONTACTS, readRecords } from './records.ts'

const ROUTE = 'POST /communication-preferences/v3/subscribe'

/**
 * Subscribes an address to the configured subscription type, by version 3 of the API: that one never
 * lifts an opt-out, whenever it was given, while version 4 does. A person who opted out in HubSpot
 * comes back through HubSpot's own forms.
 */
export const writeOptIn: Operation<OptInRow, HubspotConfig, Client> = {
  name: 'opt in',
  route: ROUTE,
  maxRows: 1,
  idempotent: true,
  send: async (context, _target, rows) => {
    const outcomes: Outcome[] = []
    for (const row of rows) outcomes.push(await optIn(context, row))
    return { kind: 'answered', outcomes }
  },
}

async function optIn(context: Context, { email, optIn: said }: OptInRow): Promise<Outcome> {
  const { client, session, config } = context
  const { subscriptionId } = config
  if (subscriptionId === undefined) return NO_TYPE
  const wanted = { ids: [email], properties: [TECHNICAL.hardBounce], by: 'email' } as const
  const [contact] = await readRecords(context, CONTACTS, wanted)
  if (contact?.properties[TECHNICAL.hardBounce]) return BOUNCED
  const legalBasisExplanation = `Opted in on ${new Date(said.at).toISOString()} by ${said.source}: ${said.evidence}`
  try {
    await session.call(ROUTE, { idempotent: true, priority: 'push' }, () =>
      client.communicationPreferences.statusApi.subscribeWithHttpInfo({
        emailAddress: email,
        subscriptionId,
        legalBasis: LegalBasis.ConsentWithNotice,
        legalBasisExplanation,
      }),
    )
    return { status: 'applied' }
  } catch (error) {
    if (error instanceof ConnectorError && SUBSCRIBED.test(error.failure.message))
      return { status: 'unchanged' }
    throw error
  }
}

/** The vendor's words from memory; where they are others, the row is `rejected` with them. */
const SUBSCRIBED = /already subscribed/i

const NO_TYPE: Outcome = {
  status: 'refused',
  code: 'subscription-type-missing',
  message:
    'HubSpot subscribes to a type of mail, never to all of it. Set "subscriptionId" in this connection’s configuration.',
}

const BOUNCED: Outcome = {
  status: 'rejected',
  code: 'hard-bounce',
  message:
    'Mail to the address bounced for good in HubSpot, which mails it no more. Ask the person for another address.',
}
