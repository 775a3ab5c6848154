import {
  configError,
  type MemberRow,
  type MembersPage,
  type Outcome,
  readPages,
  type TargetInfo,
  type TargetRef,
  UNCHANGED,
} from '@esplanade/connector-kit'
import type { Context, Operation } from './api-request.ts'
import { createFields, DEFINITIONS_ROUTE, readDefinitions } from './fields.ts'
import { splitList } from './properties.ts'
import { CONTACTS, readRecords, readRoute, SEARCH_PAGE, searchRecords, searchRoute } from './records.ts'
import { MAX_UPDATES, UPDATE_ROUTE, updateContacts } from './write-fields.ts'

const READ_ROUTE = readRoute(CONTACTS)

/** A tag as one of the values of a multi-checkbox property. */
export async function findPropertyTag(context: Context, target: TargetRef): Promise<TargetInfo | undefined> {
  const name = propertyOf(target)
  const property = (await readDefinitions(context)).find(known => known.name === name)
  if (property === undefined) return undefined
  if (property.type !== 'enumeration' || property.fieldType !== 'checkbox') {
    const words = `The property "${name}" holds one value (${property.fieldType}) and a tag needs several. Choose one of multiple checkboxes, or a name that is free.`
    throw configError(DEFINITIONS_ROUTE, words, 'property-type')
  }
  const known = property.options.some(({ value }) => value === target.name)
  return known ? infoOf(target) : undefined
}

export async function createPropertyTag(context: Context, target: TargetRef): Promise<TargetInfo> {
  const name = propertyOf(target)
  // Refuses a property that cannot hold tags before anything is changed.
  const found = await findPropertyTag(context, target)
  if (found) return found
  await createFields(context, target.container, [
    { name, type: 'text', options: [target.name], multiple: true },
  ])
  return infoOf(target)
}

/** In order of id, page by page of those that have any tag: past the cap of a search, whatever its operators mean. */
export async function* readTagged(context: Context, target: TargetInfo): AsyncGenerator<MembersPage> {
  const property = propertyOf(target)
  const pages = readPages(searchRoute(CONTACTS), async cursor => {
    const records = await searchRecords(context, CONTACTS, { having: property, afterId: cursor ?? '0' })
    return { data: records, next: records.length < SEARCH_PAGE ? null : records.at(-1)?.id }
  })
  for await (const records of pages) {
    const tagged = records.filter(({ properties }) => splitList(properties[property]).includes(target.name))
    yield { remoteIds: tagged.map(({ id }) => id) }
  }
}

/**
 * Adds and takes away one value. A value after a semicolon is added to those that are there, so
 * nobody else's is lost; taking one away means to read what is there and write the rest.
 */
export const writePropertyTags: Operation['propertyTags'] = {
  name: 'change property tags',
  route: UPDATE_ROUTE,
  reads: [{ route: READ_ROUTE, of: ({ action }) => action === 'remove' }],
  maxRows: MAX_UPDATES,
  idempotent: true,
  send: async (context, { target }, rows) => {
    if (target === undefined) throw new Error('A tag is written to a target: the property that holds it.')
    return { kind: 'answered', outcomes: await writeTag(context, target, rows) }
  },
}

async function writeTag(
  context: Context,
  target: TargetInfo,
  rows: readonly MemberRow[],
): Promise<Outcome[]> {
  const property = propertyOf(target)
  const leaving = rows.filter(({ action }) => action === 'remove').map(({ remoteId }) => remoteId)
  const records = await readRecords(context, CONTACTS, { ids: leaving, properties: [property] })
  const held = new Map(records.map(({ id, properties }) => [id, splitList(properties[property])]))
  const changes = rows.flatMap(({ remoteId, action }) => {
    if (action === 'add') return [{ id: remoteId, properties: { [property]: `;${target.name}` } }]
    const tags = held.get(remoteId)
    if (tags !== undefined && !tags.includes(target.name)) return []
    const rest = (tags ?? []).filter(tag => tag !== target.name)
    return [{ id: remoteId, properties: { [property]: rest.join(';') } }]
  })
  const outcomes = await updateContacts(context, changes)
  const byId = new Map(changes.map(({ id }, at) => [id, outcomes[at]]))
  return rows.map(({ remoteId }) => byId.get(remoteId) ?? UNCHANGED)
}

const infoOf = (target: TargetRef): TargetInfo => ({
  ...target,
  remoteId: `${propertyOf(target)}:${target.name}`,
})

function propertyOf({ property, name }: TargetRef): string {
  if (property === undefined) throw new Error(`The property tag "${name}" names no property.`)
  if (!name.includes(';')) return property
  throw configError(
    DEFINITIONS_ROUTE,
    `The tag "${name}" has a semicolon, which HubSpot takes for the end of a value. Choose another name.`,
    'tag-name',
  )
}
