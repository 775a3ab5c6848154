import { configError, type MembersPage, type TargetInfo, type TargetRef } from '@esplanade/connector-kit'
import { answered } from './client.ts'
import { filterText, type KlaviyoContext, walkCollection } from './pages.ts'
import { ROUTES } from './routes.ts'

const MEMBERS_PAGE_SIZE = 100

/** @throws ConnectorError of kind `config` for a tag, and where two lists share the name. */
export async function findList(context: KlaviyoContext, target: TargetRef): Promise<TargetInfo | undefined> {
  refuseTag(target, ROUTES.lists)
  const found: string[] = []
  const pages = walkCollection(context, ROUTES.lists, page =>
    answered(context.client.lists.getLists({ filter: `equals(name,[${filterText(target.name)}])`, ...page })),
  )
  for await (const { items } of pages) {
    for (const { id, attributes } of items) if (attributes.name === target.name) found.push(id)
  }
  const [remoteId, second] = found
  if (second !== undefined) {
    const message = `This account has ${found.length} lists named "${target.name}". Rename all but one of them.`
    throw configError(ROUTES.lists, message, 'list-ambiguous')
  }
  return remoteId === undefined ? undefined : { ...target, remoteId }
}

/** A list that asks for opt-in as the account does by default. */
export async function createList(context: KlaviyoContext, target: TargetRef): Promise<TargetInfo> {
  refuseTag(target, ROUTES.createList)
  const { data: body } = await context.session.call(
    ROUTES.createList,
    { idempotent: false, priority: 'push' },
    () =>
      answered(
        context.client.lists.createList({ data: { type: 'list', attributes: { name: target.name } } }),
      ),
  )
  return { ...target, remoteId: body.data.id }
}

export async function* readListMembers(
  context: KlaviyoContext,
  target: TargetInfo,
): AsyncGenerator<MembersPage> {
  const pages = walkCollection(context, ROUTES.members, page =>
    answered(
      context.client.lists.getProfileIdsForList(target.remoteId, {
        pageSize: MEMBERS_PAGE_SIZE,
        ...page,
      }),
    ),
  )
  for await (const { items } of pages) yield { remoteIds: items.map(({ id }) => id) }
}

/** The vendor's tags label lists, segments, campaigns and flows, and nobody's profile. */
function refuseTag(target: TargetRef, route: string): void {
  if (target.kind !== 'tag') return
  const message = `Klaviyo has no tags on profiles, so "${target.name}" cannot be a tag there. Write to a list instead: { list: "${target.name}" }.`
  throw configError(route, message, 'tag-target')
}
