import { type AccountDescription, type AccountInfo, allRows } from '@esplanade/connector-kit'
import { listAttributes } from './attributes.ts'
import { ask, type BrevoContext } from './client.ts'
import { allLists } from './lists.ts'
import { ROUTES } from './routes.ts'

export async function check(context: BrevoContext): Promise<AccountInfo> {
  const { data } = await ask(context, ROUTES.account, client => client.account.getAccount())
  const name = data.companyName
  return { accountId: data.organization_id, name, containers: [{ id: '', name }] }
}

/** Lists, attributes and the plan. Segments are Brevo's own and cannot be filled. */
export async function describe(context: BrevoContext): Promise<AccountDescription> {
  const { data } = await ask(context, ROUTES.account, client => client.account.getAccount())
  const lists = await allRows(allLists(context))
  return {
    account: {
      id: data.organization_id,
      name: data.companyName,
      tier: data.plan.map(({ type }) => type).join(', ') || null,
    },
    containers: [{ id: '', name: data.companyName, members: null }],
    targets: lists.map(({ id, name, totalSubscribers: members }) => {
      return { kind: 'list', container: '', name, remoteId: String(id), writable: true, members }
    }),
    fields: await listAttributes(context),
    limits: data.plan.map(({ type, creditsType, credits }) => ({
      name: `${type} ${creditsType} left`,
      allowed: credits,
      used: null,
      source: ROUTES.account,
    })),
    scopes: null,
  }
}
