import {
  type AnchoredRead,
  anchoredPage,
  anchoredPages,
  anchorSchema,
  BEGINNING,
  chunksOf,
  days,
  minutes,
  partStream,
  servedAt,
  sweepStream,
} from '@esplanade/connector-kit'
import { ask, type BrevoContext, type BrevoStream } from './client.ts'
import { toContact } from './contact.ts'
import { ROUTES } from './routes.ts'

/** The largest page there is. */
const PAGE_SIZE = 1_000
/** `modifiedSince` doesn't say whether it takes the instant itself; what comes twice does no harm. */
const OVERLAP_MS = minutes(5)
/** A sweep reads every contact, a thousand a request. */
const SWEEP_EVERY_MS = days(7)
/** Ids that one request may ask after. */
const MAX_IDS = 20

/** Contacts by their last change. Changes that come in while we walk may be missed, so the next pull begins where this one began. */
export const contactsStream: BrevoStream = partStream({
  name: 'contacts',
  overlapMs: OVERLAP_MS,
  parts: async () => [{ id: '' }],
  place: anchorSchema,
  first: () => BEGINNING,
  async read(context: BrevoContext, _part, place, { since }) {
    let at: number | undefined
    const read = contactsSince(context, since, told => {
      at = told
    })
    const { rows, next } = await anchoredPage(place, read)
    return { items: rows.map(contact => toContact(contact, context.config.attributes)), next, servedAt: at }
  },
})

/** Brevo tells nobody of a deletion but by webhook, and a merge deletes one of the two. */
export const deletedContactsStream: BrevoStream = sweepStream({
  name: 'deleted_contacts',
  everyMs: SWEEP_EVERY_MS,
  containers: async () => [''],
  async *present(context: BrevoContext) {
    const pages = anchoredPages(ROUTES.contacts, contactsSince(context, null))
    for await (const contacts of pages) yield contacts.map(({ id }) => String(id))
  },
  confirm: async (context, _container, remoteIds) => {
    const there = new Set<string>()
    for (const some of chunksOf(remoteIds, MAX_IDS)) {
      const ids = some.map(Number)
      const { data } = await ask(context, ROUTES.contacts, client => client.contacts.getContacts({ ids }))
      for (const { id } of data.contacts) there.add(String(id))
    }
    return remoteIds.filter(id => !there.has(id)).map(remoteId => ({ remoteId, reason: 'deleted' }))
  },
})

/** In order of creation. `told` is given the vendor's own clock as it answered, which ours may differ from. */
function contactsSince(context: BrevoContext, since: number | null, told?: (at: number | undefined) => void) {
  const modified = since === null ? {} : { modifiedSince: new Date(since).toISOString() }
  return inOrder(PAGE_SIZE, async page => {
    const query = { ...page, sort: 'asc', ...modified } as const
    const { data, headers } = await ask(context, ROUTES.contacts, client =>
      client.contacts.getContacts(query),
    )
    told?.(servedAt(headers))
    return data.contacts
  })
}

/**
 * Contacts by offset, the oldest first: whoever is deleted moves all that follow forward. Ids are taken to
 * grow with creation, which the documentation doesn't say.
 */
export const inOrder = <Row extends { readonly id: number }>(
  pageSize: number,
  read: (page: { offset: number; limit: number }) => Promise<readonly Row[]>,
): AnchoredRead<Row> => ({
  pageSize,
  async read(offset) {
    const given = await read({ offset, limit: pageSize })
    // An answer may say a row twice; it counts once.
    const rows = [...new Map(given.map(row => [row.id, row])).values()]
    return { rows, last: given.length < pageSize }
  },
  keyOf: ({ id }) => ({ id: String(id), at: id }),
})
