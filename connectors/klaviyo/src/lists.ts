import {
  APPLIED,
  configError,
  type MemberRow,
  type MembersPage,
  type Outcome,
  type TargetInfo,
  type TargetRef,
  unlessVanished,
} from '@esplanade/connector-kit'
import { ask, type Context, type Operation, tell } from './client.ts'
import { isFixedField, locationField, UNWRITABLE_FIELDS } from './field-names.ts'
import { IMPORT, submitImport } from './import-job.ts'
import { filterText, walkCollection } from './pages.ts'
import { ROUTES } from './routes.ts'
import { findSegment, readSegment } from './segments.ts'

const PAGE_SIZE = 100
/** What a profile takes in an import beside its id: the names of the API, of the property and of the tag. */
const TAG_BYTES = 400

/**
 * A list by its name, or else a segment, which can only be read; a value of a property is always there.
 *
 * @throws ConnectorError of kind `config` for a tag, a property that is the vendor's own, and where two lists
 *   share the name.
 */
export async function findTarget(context: Context, target: TargetRef): Promise<TargetInfo | undefined> {
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
export async function createTarget(context: Context, target: TargetRef): Promise<TargetInfo> {
  refuseUnfit(target)
  if (target.kind === 'property-tag') return tagOf(target)
  const list = { data: { type: 'list' as const, attributes: { name: target.name } } }
  const { data: body } = await ask(context, ROUTES.createList, ({ lists }) => lists.createList(list), {
    idempotent: false,
    priority: 'push',
  })
  return { ...target, remoteId: body.data.id }
}

/** The ids of the lists of this name or id. */
async function findLists(context: Context, by: 'name' | 'id', text: string): Promise<string[]> {
  const found: string[] = []
  const filter = `any(${by},[${filterText(text)}])`
  const pages = walkCollection(context, ROUTES.lists, ({ lists }, page) =>
    lists.getLists({ filter, ...page }),
  )
  for await (const { items } of pages) {
    for (const { id, attributes } of items) if ((by === 'id' ? id : attributes.name) === text) found.push(id)
  }
  return found
}

/** No filter knows custom properties, so those who have a value are found by reading everybody. */
export async function* readMembers(context: Context, target: TargetInfo): AsyncGenerator<MembersPage> {
  const { kind, remoteId, name, property = '' } = target
  if (target.readOnly !== undefined) return yield* readSegment(context, target)
  if (kind === 'list') {
    const pages = walkCollection(context, ROUTES.members, ({ lists }, page) =>
      lists.getProfileIdsForList(remoteId, { pageSize: PAGE_SIZE, ...page }),
    )
    for await (const { items } of pages) yield { remoteIds: items.map(({ id }) => id) }
    return
  }
  const pages = walkCollection(context, ROUTES.profiles, ({ profiles }, page) =>
    profiles.getProfiles({ fieldsProfile: ['properties'], pageSize: PAGE_SIZE, ...page }),
  )
  for await (const { items } of pages) {
    const having = items.filter(({ attributes }) => {
      const held = (attributes.properties as Record<string, unknown> | undefined)?.[property]
      return [held].flat().includes(name)
    })
    yield { remoteIds: having.flatMap(({ id }) => id ?? []) }
  }
}

/** Membership of a list by profile id, 1,000 a call. It subscribes and unsubscribes nobody. */
export const writeMembers: Operation['members'] = {
  name: 'list-members',
  route: ROUTES.addMembers,
  maxRows: 1_000,
  batchKey: row => row.action,
  // A member added twice is a member, and one removed twice is none.
  idempotent: true,
  send: (context, { target }, rows) => {
    if (!target) throw new Error('Members are written to a target; the operation was given none.')
    // A 404 may mean the list or one of the profiles: only the second is found by halving the batch.
    const isGone = async () => (await findLists(context, 'id', target.remoteId)).length === 0
    return unlessVanished(rows, `list "${target.name}"`, changeList(context, target, rows), { isGone })
  },
}

/** A value in a property of the profiles, by an import: it too moves no consent. */
export const writePropertyTags: Operation['propertyTags'] = {
  ...IMPORT,
  name: 'property-tags',
  rowBytes: ({ remoteId }) => Buffer.byteLength(remoteId) + TAG_BYTES,
  // Added twice it may stand there twice: it is the same tag, and goes as a whole.
  idempotent: true,
  send: (context, { target }, rows) => {
    if (!target) throw new Error('A tag is written to a target; the operation was given none.')
    return submitImport(context, rows.map(taggedBy(target)))
  },
}

/** The vendor adds the value to those that are there, or takes it out, whatever else was changed meanwhile. */
const taggedBy =
  ({ name, property = '' }: TargetInfo) =>
  ({ remoteId: id, action }: MemberRow) => ({
    id,
    attributes: {},
    meta: { patchProperties: { [action === 'add' ? 'append' : 'unappend']: { [property]: name } } },
  })

async function changeList(
  context: Context,
  { remoteId }: TargetInfo,
  rows: readonly MemberRow[],
): Promise<Outcome[]> {
  const body = { data: rows.map(({ remoteId: id }) => ({ type: 'profile' as const, id })) }
  await (rows[0]?.action === 'add'
    ? tell(context, ROUTES.addMembers, ({ lists }) => lists.addProfilesToList(remoteId, body))
    : tell(context, ROUTES.removeMembers, ({ lists }) => lists.removeProfilesFromList(remoteId, body)))
  return rows.map(() => APPLIED)
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
  const own = isFixedField(property) || locationField(property) || UNWRITABLE_FIELDS.has(property)
  if (kind !== 'property-tag' || (property !== '' && !own)) return
  const message = `"${property}" cannot hold the tag "${name}": it is an attribute of Klaviyo's own. Name a custom property.`
  throw configError(ROUTES.importProfiles, message, 'tag-property')
}
