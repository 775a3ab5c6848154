import type { AccountInfo } from '@esplanade/connector-kit'
import { z } from 'zod'
import { askPlainly, type Context } from './api-request.ts'

/** HubSpot keeps all contacts of an account in one place. */
export const CONTAINER = ''

const ROUTE = 'GET /account-info/v3/details'
const detailsSchema = z.object({ portalId: z.number(), uiDomain: z.string().optional() })

/** Proves token and reach, and says which account it is. */
export async function check(context: Context): Promise<AccountInfo> {
  const { portalId } = await askPlainly(context, ROUTE, detailsSchema)
  return {
    accountId: String(portalId),
    name: `HubSpot account ${portalId}`,
    containers: [{ id: CONTAINER, name: 'Contacts' }],
  }
}
