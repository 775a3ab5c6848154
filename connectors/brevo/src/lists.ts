import { type MembersPage, type TargetInfo, type TargetRef, walkPages } from '@esplanade/connector-kit'
import type { Brevo } from '@getbrevo/brevo'
import { ask, type BrevoContext } from './client.ts'
import { BEGINNING, walkContacts } from './contact-walk.ts'
import { ROUTES } from './routes.ts'

/** The largest pages there are, of lists and folders and of a list's contacts. */
const PAGE_SIZE = 50
const MEMBERS_PAGE_SIZE = 500

type List = Brevo.GetListsResponse.Lists.Item

export async function findList(context: BrevoContext, target: TargetRef): Promise<TargetInfo | undefined> {
  for await (const lists of allLists(context)) {
    const found = lists.find(({ name }) => name === target.name)
    if (found) return { ...target, remoteId: String(found.id) }
  }
  return undefined
}

/** A list stands in a folder; ours is made with the first list. */
export async function createList(context: BrevoContext, target: TargetRef): Promise<TargetInfo> {
  const folderId = (await findFolder(context)) ?? (await createFolder(context))
  // A repeat would make a second list of the same name.
  const { data } = await ask(
    context,
    ROUTES.createList,
    client => client.contacts.createList({ folderId, name: target.name }),
    { idempotent: false },
  )
  return { ...target, remoteId: String(data.id) }
}

export async function* readListMembers(
  context: BrevoContext,
  { remoteId }: TargetInfo,
): AsyncGenerator<MembersPage> {
  const pages = walkContacts({
    route: ROUTES.listContacts,
    from: BEGINNING,
    pageSize: MEMBERS_PAGE_SIZE,
    read: (offset, limit) =>
      ask(context, ROUTES.listContacts, client =>
        client.contacts.getContactsFromList({ listId: Number(remoteId), limit, offset, sort: 'asc' }),
      ),
  })
  for await (const { contacts } of pages) yield { remoteIds: contacts.map(({ id }) => String(id)) }
}

export async function* allLists(context: BrevoContext): AsyncGenerator<readonly List[]> {
  const read = async (cursor: string | null) => {
    const offset = Number(cursor ?? 0)
    const { data } = await ask(context, ROUTES.lists, client =>
      client.contacts.getLists({ limit: PAGE_SIZE, offset, sort: 'asc' }),
    )
    return nextPage(data.lists ?? [], offset)
  }
  for await (const { data } of walkPages({ route: ROUTES.lists, from: null, read })) yield data
}

async function findFolder(context: BrevoContext): Promise<number | undefined> {
  const read = async (cursor: string | null) => {
    const offset = Number(cursor ?? 0)
    const { data } = await ask(context, ROUTES.folders, client =>
      client.contacts.getFolders({ limit: PAGE_SIZE, offset, sort: 'asc' }),
    )
    return nextPage(data.folders ?? [], offset)
  }
  for await (const { data } of walkPages({ route: ROUTES.folders, from: null, read })) {
    const found = data.find(({ name }) => name === context.config.folder)
    if (found) return found.id
  }
  return undefined
}

async function createFolder(context: BrevoContext): Promise<number> {
  const { data } = await ask(
    context,
    ROUTES.createFolder,
    client => client.contacts.createFolder({ name: context.config.folder }),
    { idempotent: false },
  )
  return data.id
}

const nextPage = <Row>(data: readonly Row[], offset: number) => ({
  data,
  next: data.length < PAGE_SIZE ? null : String(offset + PAGE_SIZE),
})
