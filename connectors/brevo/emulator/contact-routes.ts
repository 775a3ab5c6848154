import type { EmulatorReply } from '@esplanade/connector-kit/emulator'
import type { BrevoAccount, BrevoContact } from './brevo-account.ts'
import { type BrevoRoute, invalid, json, notFound, nothing, pageOf } from './replies.ts'
import { updateContacts } from './update-contacts.ts'

const MAX_IDS = 20

/** Reading, deleting and updating contacts. */
export const contactRoutes: readonly BrevoRoute[] = [
  {
    route: 'GET /contacts',
    handle: ({ query }, account) => {
      const ids = query.getAll('ids').flatMap(text => text.split(',').map(Number))
      if (ids.length > MAX_IDS) return invalid(`At most ${MAX_IDS} ids`)
      const modifiedSince = sinceOf(query)
      if (Number.isNaN(modifiedSince)) return invalid('Invalid modifiedSince')
      const found = ids.length > 0 ? byIds(account, ids) : [...account.contacts.values()]
      return contactsPage(account, found, query, { usual: 50, most: 1_000 })
    },
  },
  {
    route: 'GET /contacts/lists/{listId}/contacts',
    handle: ({ params, query }, account) => {
      const listId = Number(params.listId)
      if (!account.lists.has(listId)) return notFound('List')
      const members = [...account.contacts.values()].filter(({ listIds }) => listIds.has(listId))
      return contactsPage(account, members, query, { usual: 50, most: 500 })
    },
  },
  {
    route: 'GET /contacts/{identifier}',
    handle: ({ params, query }, account) => {
      const contact = identified(account, params.identifier ?? '', query)
      return contact ? json(200, { ...shown(contact), statistics: {} }) : notFound('Contact')
    },
  },
  {
    route: 'DELETE /contacts/{identifier}',
    handle: ({ params, query }, account) => {
      const contact = identified(account, params.identifier ?? '', query)
      if (!contact) return notFound('Contact')
      account.deleteContact(contact)
      return nothing
    },
  },
  { route: 'POST /contacts/batch', handle: ({ body }, account) => updateContacts(account, body) },
]

const sinceOf = (query: URLSearchParams): number => {
  const text = query.get('modifiedSince')
  return text === null ? Number.NEGATIVE_INFINITY : Date.parse(text)
}

const byIds = (account: BrevoAccount, ids: readonly number[]): BrevoContact[] =>
  ids.flatMap(id => account.contacts.get(id) ?? []).toSorted((a, b) => a.id - b.id)

function contactsPage(
  account: BrevoAccount,
  contacts: readonly BrevoContact[],
  query: URLSearchParams,
  sizes: { readonly usual: number; readonly most: number },
): EmulatorReply {
  const since = sinceOf(query)
  const modified = contacts.filter(({ modifiedAt }) => modifiedAt > since)
  const page = pageOf(modified, query, sizes)
  if ('problem' in page) return page.problem
  const body = { contacts: page.rows.map(shown), count: modified.length }
  return { ...json(200, body), headers: { date: new Date(account.now).toUTCString() } }
}

/** A whole number is an id and everything else an address, unless the call says which. */
function identified(
  account: BrevoAccount,
  identifier: string,
  query: URLSearchParams,
): BrevoContact | undefined {
  const kind = query.get('identifierType') ?? (/^\d+$/.test(identifier) ? 'contact_id' : 'email_id')
  return kind === 'contact_id' ? account.contacts.get(Number(identifier)) : account.contactByEmail(identifier)
}

const shown = (contact: BrevoContact) => ({
  id: contact.id,
  ...(contact.email !== '' && { email: contact.email }),
  emailBlacklisted: contact.emailBlacklisted,
  smsBlacklisted: contact.smsBlacklisted,
  whatsappBlacklisted: false,
  createdAt: new Date(contact.createdAt).toISOString(),
  modifiedAt: new Date(contact.modifiedAt).toISOString(),
  listIds: [...contact.listIds],
  listUnsubscribed: null,
  attributes: Object.fromEntries(contact.attributes),
})
