import {
  type AccountDescription,
  type AccountInfo,
  contractError,
  type DescribedTarget,
  describedField,
  type HeadersLike,
  readHeader,
  type SeenLimit,
} from '@esplanade/connector-kit'
import { ask, type Context } from './client.ts'
import { UNWRITABLE_FIELDS } from './field-names.ts'
import { listFields } from './fields.ts'
import { walkCollection } from './pages.ts'
import { ROUTES } from './routes.ts'

/** One account, which is its one container. */
export async function check(context: Context): Promise<AccountInfo> {
  const { id: accountId, name } = await readAccount(context)
  return { accountId, name, containers: [{ id: '', name }] }
}

async function readAccount(context: Context) {
  const { data: body, headers } = await ask(context, ROUTES.accounts, ({ accounts }) =>
    accounts.getAccounts(),
  )
  const [account] = body.data
  if (!account) throw contractError(ROUTES.accounts, 'no account for a key that it knows')
  return { id: account.id, name: account.attributes.contactInformation.organizationName, headers }
}

/**
 * What the account holds. The vendor tells no plan, no number of members short of a slow call per list, and
 * no permissions of a key: a call that lacks one is refused, and the refusal names it.
 */
export async function describe(context: Context): Promise<AccountDescription> {
  const { id, name, headers } = await readAccount(context)
  const lists = walkCollection(context, ROUTES.lists, (client, page) => client.lists.getLists(page))
  const segments = walkCollection(context, ROUTES.segments, ({ segments }, page) =>
    segments.getSegments(page),
  )
  const targets = [...(await targetsOf('list', lists)), ...(await targetsOf('segment', segments))]
  const fields = await listFields(context)
  return {
    account: { id, name, tier: null },
    containers: [{ id: '', name, members: null }],
    targets,
    fields: fields.map(field =>
      describedField(field, {
        vendorType: field.type === null ? 'object' : field.multiple ? 'list' : field.type,
        writable: field.type !== null && !UNWRITABLE_FIELDS.has(field.name),
      }),
    ),
    limits: seenLimits(headers),
    scopes: null,
  }
}

interface Named {
  readonly items: readonly { readonly id: string; readonly attributes: { readonly name?: string | null } }[]
}

async function targetsOf(kind: 'list' | 'segment', pages: AsyncIterable<Named>): Promise<DescribedTarget[]> {
  const targets: DescribedTarget[] = []
  for await (const { items } of pages) {
    for (const { id: remoteId, attributes } of items) {
      const shared = { kind, container: '', remoteId, writable: kind === 'list', members: null }
      targets.push({ ...shared, name: attributes.name ?? remoteId })
    }
  }
  return targets
}

/** What the vendor reported of the budget with its answer. */
function seenLimits(headers: HeadersLike = {}): SeenLimit[] {
  const allowed = Number.parseInt(readHeader(headers, 'ratelimit-limit') ?? '', 10)
  const left = Number(readHeader(headers, 'ratelimit-remaining') ?? Number.NaN)
  if (Number.isNaN(allowed + left)) return []
  const name = `a minute of ${ROUTES.accounts}`
  return [{ name, allowed, used: allowed - left, source: 'RateLimit-Limit, RateLimit-Remaining' }]
}
