import { type CallAnswer, contractError, type HeadersLike } from '@esplanade/connector-kit'
import type { Brevo } from '@getbrevo/brevo'

/** A hundred million contacts at a thousand a page; a walk that is longer goes in circles. */
const MAX_PAGES = 100_000

/** Where a walk stands: how many rows lie before it, and the newest contact that it gave. */
export interface WalkPlace {
  readonly offset: number
  readonly afterId: number
}

export const BEGINNING: WalkPlace = { offset: 0, afterId: 0 }

export interface ContactPage {
  readonly contacts: readonly Brevo.GetContactDetails[]
  /** Where the walk goes on once this page is stored; null after the last. */
  readonly next: WalkPlace | null
  /** The vendor's own clock when it answered, which ours may differ from; NaN where it didn't tell. */
  readonly servedAt: number
}

export interface ContactWalk {
  readonly route: string
  readonly from: WalkPlace
  readonly pageSize: number
  /** One page in ascending order of creation. */
  read(
    offset: number,
    limit: number,
  ): Promise<CallAnswer<{ readonly contacts: readonly Brevo.GetContactDetails[] }>>
}

/**
 * Walks contacts oldest first. The vendor pages by offset alone, and whoever is deleted meanwhile moves
 * all that follow forward, past a reader. So each page begins with the last row of the one before it;
 * where that row or an older one no longer stands first, the walk steps back until it meets known ground.
 * Ids are taken to grow with creation, which the documentation doesn't say.
 *
 * @throws ConnectorError of kind `contract` when the walk does not end.
 */
export async function* walkContacts(walk: ContactWalk): AsyncGenerator<ContactPage> {
  const { route, pageSize } = walk
  let { offset, afterId } = walk.from
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const { data, headers } = await walk.read(offset, pageSize)
    // An answer may say a row twice; it counts once.
    const rows = [...new Map(data.contacts.map(contact => [contact.id, contact])).values()]
    if (offset > 0 && (rows[0]?.id ?? Number.POSITIVE_INFINITY) > afterId) {
      offset = Math.max(0, offset - pageSize + 1)
      continue
    }
    const contacts = rows.filter(({ id }) => id > afterId)
    const last = data.contacts.length < pageSize
    offset += Math.max(0, rows.length - 1)
    afterId = rows.reduce((newest, { id }) => Math.max(newest, id), afterId)
    yield { contacts, next: last ? null : { offset, afterId }, servedAt: servedAt(headers) }
    if (last) return
  }
  throw contractError(route, `more than ${MAX_PAGES} pages without an end`)
}

const servedAt = (headers: HeadersLike | undefined): number =>
  headers instanceof Headers ? Date.parse(headers.get('date') ?? '') : Number.NaN
