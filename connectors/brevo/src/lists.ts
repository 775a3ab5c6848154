import {
  allRows,
  anchoredPages,
  type MembersPage,
  readPages,
  type TargetInfo,
  type TargetRef,
} from '@esplanade/connector-kit'
import { ask, type BrevoContext } from './client.ts'
import { inOrder } from './contacts-stream.ts'
import { ROUTES } from './routes.ts'

/** The largest pages there are, of lists and folders and of a list's contacts. */
const PAGE_SIZE = 50
const MEMBERS_PAGE_SIZE = 500

export async function findList(context: BrevoContext, target: TargetRef): Promise<TargetInfo | undefined> {
  const id = await idNamed(target.name, allLists(context))
  return id === undefined ? undefined : { ...target, remoteId: String(id) }
}

export async function hasList(context: BrevoContext, { remoteId }: TargetInfo): Promise<boolean> {
  return (await allRows(allLists(context))).some(({ id }) => String(id) === remoteId)
}

/** A list stands in a folder; ours is made with the first list. A repeat would make a second of the same name. */
export async function createList(context: BrevoContext, target: TargetRef): Promise<TargetInfo> {
  const { folder } = context.config
  const folderId = (await idNamed(folder, allFolders(context))) ?? (await createFolder(context, folder))
  const list = { folderId, name: target.name }
  const { data } = await ask(context, ROUTES.createList, client => client.contacts.createList(list), {
    idempotent: false,
  })
  return { ...target, remoteId: String(data.id) }
}

export async function* readListMembers(
  context: BrevoContext,
  { remoteId }: TargetInfo,
): AsyncGenerator<MembersPage> {
  const listId = Number(remoteId)
  const pages = anchoredPages(
    ROUTES.listContacts,
    inOrder(MEMBERS_PAGE_SIZE, async page => {
      const query = { listId, ...page, sort: 'asc' } as const
      const { data } = await ask(context, ROUTES.listContacts, ({ contacts }) =>
        contacts.getContactsFromList(query),
      )
      return data.contacts
    }),
  )
  for await (const contacts of pages) yield { remoteIds: contacts.map(({ id }) => String(id)) }
}

export const allLists = (context: BrevoContext) =>
  namedPages(ROUTES.lists, async page => {
    const { data } = await ask(context, ROUTES.lists, client => client.contacts.getLists(page))
    return data.lists
  })

const allFolders = (context: BrevoContext) =>
  namedPages(ROUTES.folders, async page => {
    const { data } = await ask(context, ROUTES.folders, client => client.contacts.getFolders(page))
    return data.folders
  })

const namedPages = <Row>(
  route: string,
  read: (page: { limit: number; offset: number; sort: 'asc' }) => Promise<Row[] | undefined>,
) =>
  readPages(route, async cursor => {
    const offset = Number(cursor ?? 0)
    const data = (await read({ limit: PAGE_SIZE, offset, sort: 'asc' })) ?? []
    return { data, next: data.length < PAGE_SIZE ? null : String(offset + PAGE_SIZE) }
  })

async function idNamed(
  wanted: string,
  pages: AsyncIterable<readonly { readonly id: number; readonly name: string }[]>,
): Promise<number | undefined> {
  for await (const rows of pages) {
    const found = rows.find(({ name }) => name === wanted)
    if (found) return found.id
  }
  return undefined
}

async function createFolder(context: BrevoContext, name: string): Promise<number> {
  const { data } = await ask(context, ROUTES.createFolder, client => client.contacts.createFolder({ name }), {
    idempotent: false,
  })
  return data.id
}
