import type { AccountInfo } from '@esplanade/connector-kit'
import { ask, type Context, configError, PAGE_SIZE } from './ask.ts'
import { readAll } from './offset-pages.ts'
import { listsShape, rootShape } from './shapes.ts'

/** Proves key and reach, names the account and the audiences that this connection works with. */
export async function check(context: Context): Promise<AccountInfo> {
  const account = await ask(context, 'GET /', rootShape, { idempotent: true }, client =>
    client.root.getRootWithHttpInfo({ fields: ['account_id', 'account_name'] }),
  )
  return {
    accountId: account.account_id,
    name: account.account_name,
    containers: await chosenAudiences(context),
  }
}

/** Ids of the audiences to pull, without a request when the configuration names them. */
export async function audienceIds(context: Context): Promise<readonly string[]> {
  return context.config.audiences ?? (await allAudiences(context)).map(({ id }) => id)
}

async function chosenAudiences(context: Context): Promise<AccountInfo['containers']> {
  const all = await allAudiences(context)
  const wanted = context.config.audiences
  if (!wanted) return all
  const unknown = wanted.filter(id => all.every(audience => audience.id !== id))
  if (unknown.length === 0) return all.filter(({ id }) => wanted.includes(id))
  throw configError(
    LISTS,
    `${context.connection}: the account has no audience ${unknown.join(', ')}; it has ${all.map(({ id, name }) => `${id} (${name})`).join(', ') || 'none'}. Correct "audiences" of this connection.`,
  )
}

function allAudiences(context: Context): Promise<{ id: string; name: string }[]> {
  return readAll(LISTS, async offset => {
    const fields = ['lists.id', 'lists.name', 'total_items']
    const answer = await ask(context, LISTS, listsShape, { idempotent: true }, client =>
      client.lists.getAllListsWithHttpInfo({ fields, count: PAGE_SIZE, offset }),
    )
    return { rows: answer.lists, total: answer.total_items }
  })
}

const LISTS = 'GET /lists'
