import { configError, type MembersPage, type TargetInfo, type TargetRef } from '@esplanade/connector-kit'
import { answered } from './client.ts'
import { isFixedField, locationField, UNWRITABLE_FIELDS } from './field-names.ts'
import { filterText, type KlaviyoContext, walkCollection } from './pages.ts'
import { ROUTES } from './routes.ts'
import { findSegment, readSegment } from './segments.ts'

const PAGE_SIZE = 100

/**
 * A list by its name, or else a segment, which can only be read; a value of a property is always there.
 *
 * @throws ConnectorError of kind `config` for a tag, a property that is the vendor's own, and where two lists
 *   share the name.
 */
export async function findTarget(
  context: KlaviyoContext,
  target: TargetRef,
): Promise<TargetInfo | undefined> {
  refuseUnfit(target)
  if (target.kind === 'property-tag') return tagOf(target)
  const found = await findLists(context, 'name', target.name)
  const [remoteId, second] = found
  if (second !== undefined) {
    const message = `This account has ${found.length} lists named "${target.name}". Rename all but one of them.`
    throw configError(ROUTES.lists, message, 'list-ambiguous')
  }
  return remoteId === undefined ? findSegment(context, target) : { ...target, remoteId }
}

/** A list that asks for opt-in as the account does by default. A property comes with its first value. */
export async function createTarget(context: KlaviyoContext, target: TargetRef): Promise<TargetInfo> {
  refuseUnfit(target)
  if (target.kind === 'property-tag') return tagOf(target)
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

/** The ids of the lists of this name or id. */
export async function findLists(context: KlaviyoContext, by: 'name' | 'id', text: string): Promise<string[]> {
  const found: string[] = []
  const filter = `any(${by},[${filterText(text)}])`
  const pages = walkCollection(context, ROUTES.lists, page =>
    answered(context.client.lists.getLists({ filter, ...page })),
  )
  for await (const { items } of pages) {
    for (const { id, attributes } of items) if ((by === 'id' ? id : attributes.name) === text) found.push(id)
  }
  return found
}

/** No filter knows custom properties, so those who have a value are found by reading everybody. */
export async function* readMembers(context: KlaviyoContext, target: TargetInfo): AsyncGenerator<MembersPage> {
  const { kind, remoteId, name, property = '' } = target
  if (target.readOnly !== undefined) return yield* readSegment(context, target)
  if (kind === 'list') {
    const pages = walkCollection(context, ROUTES.members, page =>
      answered(context.client.lists.getProfileIdsForList(remoteId, { pageSize: PAGE_SIZE, ...page })),
    )
    for await (const { items } of pages) yield { remoteIds: items.map(({ id }) => id) }
    return
  }
  const pages = walkCollection(context, ROUTES.profiles, page =>
    answered(
      context.client.profiles.getProfiles({ fieldsProfile: ['properties'], pageSize: PAGE_SIZE, ...page }),
    ),
  )
  for await (const { items } of pages) {
    const having = items.filter(({ attributes }) => {
      const held = (attributes.properties as Record<string, unknown> | undefined)?.[property]
      return held === name || (Array.isArray(held) && held.includes(name))
    })
    yield { remoteIds: having.flatMap(({ id }) => id ?? []) }
  }
}

const tagOf = (target: TargetRef): TargetInfo => ({
  ...target,
  remoteId: `${target.property}:${target.name}`,
})

function refuseUnfit({ kind, name, property = '' }: TargetRef): void {
  if (kind === 'tag') {
    const message = `Klaviyo has no tags on profiles, so "${name}" cannot be a tag there. Write to a list instead: { list: "${name}" }, or name the property that holds the tag.`
    throw configError(ROUTES.lists, message, 'tag-target')
  }
  if (kind !== 'property-tag') return
  if (
    property !== '' &&
    !isFixedField(property) &&
    !locationField(property) &&
    !UNWRITABLE_FIELDS.has(property)
  )
    return
  const message = `"${property}" cannot hold the tag "${name}": it is an attribute of Klaviyo's own. Name a custom property.`
  throw configError(ROUTES.importProfiles, message, 'tag-property')
}
