import { type AccountInfo, contractError, type SeenLimit } from '@esplanade/connector-kit'
import { answered } from './client.ts'
import type { KlaviyoContext } from './pages.ts'
import { ROUTES } from './routes.ts'

/** One account, which is its one container. */
export async function check(context: KlaviyoContext): Promise<AccountInfo> {
  const { id: accountId, name } = await readAccount(context)
  return { accountId, name, containers: [{ id: '', name }] }
}

/** Adds to `limits` what the vendor reported of the budget with its answer. */
export async function readAccount(
  context: KlaviyoContext,
  limits: SeenLimit[] = [],
): Promise<{ readonly id: string; readonly name: string }> {
  const { data: body, headers = {} } = await context.session.call(ROUTES.accounts, { idempotent: true }, () =>
    answered(context.client.accounts.getAccounts()),
  )
  const [account] = body.data
  if (!account) throw contractError(ROUTES.accounts, 'no account for a key that it knows')
  const { 'ratelimit-limit': allowed, 'ratelimit-remaining': left } = headers as Record<
    string,
    string | undefined
  >
  if (allowed !== undefined && left !== undefined) {
    const used = Number.parseInt(allowed, 10) - Number(left)
    limits.push({
      name: `a minute of ${ROUTES.accounts}`,
      allowed: Number.parseInt(allowed, 10),
      used,
      source: 'RateLimit-Limit, RateLimit-Remaining',
    })
  }
  return { id: account.id, name: account.attributes.contactInformation.organizationName }
}
