import { type AccountInfo, allRows, type ConnectorError, configError } from '@esplanade/connector-kit'
import { ask, type Context } from './client.ts'
import { rowPages } from './rows.ts'
import { type Audience, accountShape, audience } from './shapes.ts'

const LISTS = 'GET /lists'

/** Proves key and reach, names the account and the audiences that this connection works with. */
export async function check(context: Context): Promise<AccountInfo> {
  const { account_id: accountId, account_name: name } = await readAccount(context)
  return { accountId, name, containers: (await readAudiences(context)).map(({ id, name }) => ({ id, name })) }
}

export const readAccount = (context: Context) => ask(context, 'GET /', accountShape)

/** Ids of the audiences to pull, without a request when the configuration names them. */
export const audienceIds = async (context: Context): Promise<readonly string[]> =>
  context.config.audiences ?? (await allAudiences(context)).map(({ id }) => id)

/** The audiences that this connection works with. */
export async function readAudiences(context: Context): Promise<Audience[]> {
  const all = await allAudiences(context)
  const wanted = context.config.audiences
  if (!wanted) return all
  const unknown = wanted.filter(id => all.every(audience => audience.id !== id))
  if (unknown.length === 0) return all.filter(({ id }) => wanted.includes(id))
  throw noSuchAudience(context, unknown, all)
}

export function noSuchAudience(
  { connection }: Context,
  wanted: readonly string[],
  all?: readonly Audience[],
): ConnectorError {
  const has = all ? `; it has ${all.map(({ id, name }) => `${id} (${name})`).join(', ') || 'none'}` : ''
  const message = `${connection}: the account has no audience ${wanted.join(', ')}${has}. Correct "audiences" of this connection.`
  return configError(LISTS, message)
}

const allAudiences = (context: Context) =>
  allRows(rowPages(context, { route: LISTS, key: 'lists', row: audience }))
