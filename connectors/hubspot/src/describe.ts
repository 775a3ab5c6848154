import {
  type AccountDescription,
  allRows,
  type DescribedTarget,
  describedField,
  onFailure,
  readPages,
  type SeenLimit,
} from '@esplanade/connector-kit'
import { z } from 'zod'
import { check } from './account.ts'
import { ask, askPlainly, type Context } from './api-request.ts'
import { readDefinitions } from './fields.ts'
import { CONTACTS_TYPE } from './lists.ts'
import { fieldOf } from './properties.ts'

/** What the account holds. HubSpot tells neither the tier nor, to some kinds of key, scopes and usage. */
export async function describe(context: Context): Promise<AccountDescription> {
  const { accountId: id, name, containers } = await check(context)
  const definitions = await readDefinitions(context)
  return {
    account: { id, name, tier: null },
    containers: containers.map(container => ({ ...container, members: null })),
    targets: await describeLists(context),
    fields: definitions.map(property => {
      const { label, type, fieldType } = property
      return describedField(fieldOf(property), { label, vendorType: `${type}/${fieldType}` })
    }),
    limits: (await unlessRefused(readUsage(context))) ?? [],
    scopes: await unlessRefused(readScopes(context)),
  }
}

const LISTS_ROUTE = 'POST /crm/v3/lists/search'
const LISTS_PAGE = 500

async function describeLists(context: Context): Promise<DescribedTarget[]> {
  const pages = readPages(LISTS_ROUTE, async cursor => {
    const query = { offset: Number(cursor ?? 0), count: LISTS_PAGE, additionalProperties: ['hs_list_size'] }
    const { lists, hasMore, offset } = await ask(context, LISTS_ROUTE, ({ crm }) =>
      crm.lists.listsApi.doSearchWithHttpInfo(query),
    )
    return { data: lists, next: hasMore ? String(offset) : null }
  })
  const ofContacts = (await allRows(pages)).filter(list => list.objectTypeId === CONTACTS_TYPE)
  return ofContacts.map(({ name, listId, processingType, additionalProperties: { hs_list_size: size } }) => {
    const writable = processingType !== 'DYNAMIC'
    const kind = writable ? 'list' : 'segment'
    const members = size === undefined ? null : Number(size)
    return { kind, container: '', name, remoteId: listId, writable, members }
  })
}

const USAGE = 'GET /account-info/v3/api-usage/daily/private-apps'
const usageSchema = z.object({
  results: z.array(z.object({ usageLimit: z.number().optional(), currentUsage: z.number().optional() })),
})

async function readUsage(context: Context): Promise<SeenLimit[]> {
  const { results } = await askPlainly(context, USAGE, usageSchema)
  return results.map(({ usageLimit: allowed = null, currentUsage: used = null }) => {
    return { name: 'daily', allowed, used, source: USAGE }
  })
}

const TOKEN = 'POST /oauth/v2/private-apps/get/access-token-info'
const tokenSchema = z.object({ scopes: z.array(z.string()) })

async function readScopes(context: Context): Promise<string[]> {
  const body = { tokenKey: context.config.accessToken }
  return (await askPlainly(context, TOKEN, tokenSchema, { body })).scopes
}

/** Null where this kind of key may not ask. */
const unlessRefused = <Answer>(asked: Promise<Answer>): Promise<Answer | null> =>
  onFailure(['config', 'missing', 'rejected'], asked, () => null)
