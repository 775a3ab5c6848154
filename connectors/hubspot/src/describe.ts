import {
  type AccountDescription,
  ConnectorError,
  type DescribedTarget,
  type SeenLimit,
  walkPages,
} from '@esplanade/connector-kit'
import { z } from 'zod'
import { CONTAINER, check } from './account.ts'
import { askPlainly, type Context } from './api-request.ts'
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
      const field = fieldOf(property)
      return {
        ...field,
        container: CONTAINER,
        label: property.label,
        vendorType: `${property.type}/${property.fieldType}`,
        required: false,
        writable: field.type !== null,
      }
    }),
    limits: (await unlessRefused(readUsage(context))) ?? [],
    scopes: await unlessRefused(readScopes(context)),
  }
}

const LISTS_ROUTE = 'POST /crm/v3/lists/search'
const LISTS_PAGE = 500

async function describeLists({ client, session }: Context): Promise<DescribedTarget[]> {
  const pages = walkPages({
    route: LISTS_ROUTE,
    from: null,
    read: async cursor => {
      const { data } = await session.call(LISTS_ROUTE, { idempotent: true }, () =>
        client.crm.lists.listsApi.doSearchWithHttpInfo({
          offset: Number(cursor ?? 0),
          count: LISTS_PAGE,
          additionalProperties: ['hs_list_size'],
        }),
      )
      return { data: data.lists, next: data.hasMore ? String(data.offset) : null }
    },
  })
  const targets: DescribedTarget[] = []
  for await (const { data } of pages) {
    for (const { name, listId, objectTypeId, processingType, additionalProperties } of data) {
      if (objectTypeId !== CONTACTS_TYPE) continue
      const writable = processingType !== 'DYNAMIC'
      const size = additionalProperties.hs_list_size
      targets.push({
        kind: writable ? 'list' : 'segment',
        container: CONTAINER,
        name,
        remoteId: listId,
        writable,
        members: size === undefined ? null : Number(size),
      })
    }
  }
  return targets
}

const USAGE = '/account-info/v3/api-usage/daily/private-apps'
const usageSchema = z.object({
  results: z.array(z.object({ usageLimit: z.number().optional(), currentUsage: z.number().optional() })),
})

async function readUsage(context: Context): Promise<SeenLimit[]> {
  const { results } = await askPlainly(context, `GET ${USAGE}`, usageSchema, { method: 'GET', path: USAGE })
  return results.map(({ usageLimit = null, currentUsage = null }) => ({
    name: 'daily',
    allowed: usageLimit,
    used: currentUsage,
    source: `GET ${USAGE}`,
  }))
}

const TOKEN = '/oauth/v2/private-apps/get/access-token-info'
const tokenSchema = z.object({ scopes: z.array(z.string()) })

async function readScopes(context: Context): Promise<string[]> {
  const request = { method: 'POST', path: TOKEN, body: { tokenKey: context.config.accessToken } } as const
  return (await askPlainly(context, `POST ${TOKEN}`, tokenSchema, request)).scopes
}

/** Null where this kind of key may not ask. */
async function unlessRefused<Answer>(asked: Promise<Answer>): Promise<Answer | null> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof ConnectorError && ['config', 'missing', 'rejected'].includes(error.kind)) return null
    throw error
  }
}
