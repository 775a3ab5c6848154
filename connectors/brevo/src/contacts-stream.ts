import { days, minutes, type Stream, sweepStream } from '@esplanade/connector-kit'
import type { BrevoClient } from '@getbrevo/brevo'
import { z } from 'zod'
import { ask, type BrevoContext } from './client.ts'
import type { BrevoConfig } from './config.ts'
import { toContact } from './contact.ts'
import { BEGINNING, type ContactPage, type WalkPlace, walkContacts } from './contact-walk.ts'
import { ROUTES } from './routes.ts'

/** The largest page there is. */
const PAGE_SIZE = 1_000
/** `modifiedSince` doesn't say whether it takes the instant itself; what comes twice does no harm. */
const OVERLAP_MS = minutes(5)
/** A sweep reads every contact, a thousand a request. */
const SWEEP_EVERY_MS = days(7)
/** Ids that one request may ask after. */
const MAX_IDS = 20

const checkpointSchema = z.object({
  /** Null: from the beginning of the account. */
  since: z.number().nullable(),
  until: z.number(),
  place: z.object({ offset: z.number(), afterId: z.number() }).nullable(),
})

/** Contacts by their last change, and where the walk ends by the vendor's clock. */
export const contactsStream: Stream<BrevoConfig, BrevoClient> = {
  name: 'contacts',
  async *pull(context, request) {
    const last = checkpointSchema.optional().parse(request.checkpoint)
    const since = last?.place ? last.since : last ? last.until - OVERLAP_MS : null
    let until = last?.place ? last.until : request.until
    for await (const { contacts, next, servedAt } of walk(context, since, last?.place ?? BEGINNING)) {
      // Changes that come in while we walk may be missed, so the next pull begins where this one began.
      if (Number.isFinite(servedAt)) until = Math.min(until, servedAt)
      const items = contacts.map(contact => toContact(contact, context.config.attributes))
      yield { items, checkpoint: { since, until, place: next } }
    }
  },
}

/** Brevo tells nobody of a deletion but by webhook, and a merge deletes one of the two. */
export const deletedContactsStream = sweepStream<BrevoConfig, BrevoClient>({
  name: 'deleted_contacts',
  everyMs: SWEEP_EVERY_MS,
  containers: async () => [''],
  async *present(context) {
    for await (const { contacts } of walk(context, null, BEGINNING))
      yield contacts.map(({ id }) => String(id))
  },
  confirm: async (context, _container, remoteIds) => {
    const there = new Set<string>()
    for (let from = 0; from < remoteIds.length; from += MAX_IDS) {
      const ids = remoteIds.slice(from, from + MAX_IDS).map(Number)
      const { data } = await ask(context, ROUTES.contacts, client => client.contacts.getContacts({ ids }))
      for (const { id } of data.contacts) there.add(String(id))
    }
    return remoteIds.filter(id => !there.has(id)).map(remoteId => ({ remoteId, reason: 'deleted' }))
  },
})

function walk(context: BrevoContext, since: number | null, from: WalkPlace): AsyncGenerator<ContactPage> {
  const modified = since === null ? {} : { modifiedSince: new Date(since).toISOString() }
  return walkContacts({
    route: ROUTES.contacts,
    from,
    pageSize: PAGE_SIZE,
    read: (offset, limit) =>
      ask(context, ROUTES.contacts, client =>
        client.contacts.getContacts({ limit, offset, sort: 'asc', ...modified }),
      ),
  })
}
