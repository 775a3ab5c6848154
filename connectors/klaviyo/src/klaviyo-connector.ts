import { type AccountInfo, type Connector, contractError, defineConnector } from '@esplanade/connector-kit'
import { answered, connectKlaviyo, type KlaviyoClient } from './client.ts'
import { type KlaviyoConfig, klaviyoConfigSchema } from './config.ts'
import { contactsStream } from './contacts-stream.ts'
import { eventStream } from './event-stream.ts'
import { EVENT_STREAMS } from './event-types.ts'
import { klaviyoFaults } from './faults.ts'
import { STANDARD_ATTRIBUTES } from './field-names.ts'
import { createFields, listFields } from './fields.ts'
import { klaviyoLimits } from './limits.ts'
import { createList, findList, readListMembers } from './lists.ts'
import type { KlaviyoContext } from './pages.ts'
import { readFailure } from './read-failure.ts'
import { ROUTES } from './routes.ts'
import { webhooks } from './webhooks.ts'
import { writeFields } from './write-fields.ts'
import { writeMembers } from './write-members.ts'
import { writeOptOuts } from './write-opt-outs.ts'

/** Klaviyo, API revision 2026-07-15, through its own SDK. One account, one container. */
export const klaviyoConnector: Connector<KlaviyoConfig, KlaviyoClient> = defineConnector({
  name: 'klaviyo',
  title: 'Klaviyo',
  docs: 'https://developers.klaviyo.com/en/reference/api_overview',
  config: klaviyoConfigSchema,
  limits: () => klaviyoLimits,
  faults: klaviyoFaults,
  readFailure,
  fields: STANDARD_ATTRIBUTES,
  connect: connectKlaviyo,
  check,
  streams: [contactsStream, ...EVENT_STREAMS.map(eventStream)],
  targets: ['list'],
  absent: {
    describe: 'Not built yet.',
    scopes: 'Not built yet.',
    campaigns: 'Not built yet.',
    products: 'Not built yet.',
    deletions: 'Klaviyo does not tell of deleted profiles; a sweep for them is not built yet.',
    archives: 'Klaviyo archives no profiles.',
    merges: 'Klaviyo does not tell of merged profiles; a sweep for them is not built yet.',
    tags: "Klaviyo's tags label lists and campaigns, never profiles: write to a list, or to a property.",
    'property-tags': 'Not built yet.',
    'custom-events': 'Not built yet.',
    'opt-in': 'Not built yet.',
    erasure: 'Not built yet.',
  },
  findTarget: findList,
  createTarget: createList,
  listFields,
  createFields,
  readMembers: readListMembers,
  webhooks,
  operations: { fields: writeFields, members: writeMembers, optOut: writeOptOuts },
})

async function check(context: KlaviyoContext): Promise<AccountInfo> {
  const { data: body } = await context.session.call(ROUTES.accounts, { idempotent: true }, () =>
    answered(context.client.accounts.getAccounts()),
  )
  const [account] = body.data
  if (!account) throw contractError(ROUTES.accounts, 'no account for a key that it knows')
  const name = account.attributes.contactInformation.organizationName
  return { accountId: account.id, name, containers: [{ id: '', name }] }
}
