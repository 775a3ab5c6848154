import type { AccountInfo } from '@esplanade/connector-kit'
import { z } from 'zod'
import { apiRequest, type Context } from './api-request.ts'
import { readShape } from './read-shape.ts'

/** HubSpot keeps all contacts of an account in one place. */
export const CONTAINER = ''

const ROUTE = 'GET /account-info/v3/details'
const detailsSchema = z.object({ portalId: z.number(), uiDomain: z.string().optional() })

/** Proves token and reach, and says which account it is. */
export async function check({ client, session }: Context): Promise<AccountInfo> {
  const { data } = await session.call(ROUTE, { idempotent: true }, () =>
    apiRequest(client, { method: 'GET', path: '/account-info/v3/details' }),
  )
  const { portalId } = readShape(ROUTE, detailsSchema, data)
  return {
    accountId: String(portalId),
    name: `HubSpot account ${portalId}`,
    containers: [{ id: CONTAINER, name: 'Contacts' }],
  }
}
