export const EMAIL_EVENT_TYPES = [
  'SENT',
  'PROCESSED',
  'DELIVERED',
  'DROPPED',
  'DEFERRED',
  'BOUNCE',
  'OPEN',
  'CLICK',
  'PRINT',
  'FORWARD',
  'STATUSCHANGE',
  'SPAMREPORT',
  'SUPPRESSED',
  'SUPPRESSION',
  'UNBOUNCE',
] as const
export type EmailEventType = (typeof EMAIL_EVENT_TYPES)[number]

export interface EmailEvent {
  readonly type: EmailEventType
  readonly recipient: string
  readonly campaignId: number
  readonly at: number
  /** Of a click. */
  readonly url?: string
  /** A bot or the company's own staff did it. */
  readonly filtered?: boolean
  /** Of a BOUNCE; `hard` unless said otherwise. */
  readonly bounce?: 'hard' | 'soft'
}

export interface EventQuery {
  readonly start: number
  readonly end: number
  /** The last event of the page before; the page goes on below it. */
  readonly below: { readonly at: number; readonly seq: number } | null
  readonly type: EmailEventType | null
  readonly campaignId: number | null
  readonly recipient: string | null
  readonly excludeFiltered: boolean
  readonly limit: number
}

export interface LoggedEvent extends EmailEvent {
  readonly seq: number
  readonly id: string
  /** The SENT event of the same message. */
  readonly sentBy: { readonly id: string; readonly created: number } | null
}

/** Stands where an erased person's address was. */
const FORGOTTEN = ''
const FILTERED = 1
const SOFT = 2
/** More campaigns than any seeded account has, so that (recipient, campaign) fits one number. */
const MOST_CAMPAIGNS = 1_048_576

/** Every mail event of the account, in columns: a year of a shop's mail fits in a few megabytes. */
export class EmailEventLog {
  #size = 0
  #types = new Uint8Array(1_024)
  #recipients = new Uint32Array(1_024)
  #campaigns = new Uint32Array(1_024)
  #urls = new Int32Array(1_024)
  #flags = new Uint8Array(1_024)
  #times = new Float64Array(1_024)
  #sentBy = new Int32Array(1_024)
  readonly #texts = new Interned()
  readonly #sends = new Map<number, number>()
  readonly #campaignIds: number[] = []
  readonly #campaignIndex = new Map<number, number>()
  /** Sequence numbers by (time, sequence); rebuilt after events that came in late. */
  #order: Uint32Array | null = null

  get size(): number {
    return this.#size
  }

  add({ type, recipient, campaignId, at, url, filtered, bounce }: EmailEvent): void {
    if (this.#size === this.#types.length) this.#grow()
    const seq = this.#size++
    const who = this.#texts.index(recipient.toLowerCase())
    const campaign = this.#campaign(campaignId)
    const message = who * MOST_CAMPAIGNS + campaign
    this.#types[seq] = EMAIL_EVENT_TYPES.indexOf(type)
    this.#recipients[seq] = who
    this.#campaigns[seq] = campaign
    this.#urls[seq] = url === undefined ? -1 : this.#texts.index(url)
    this.#flags[seq] = (filtered ? FILTERED : 0) | (bounce === 'soft' ? SOFT : 0)
    this.#times[seq] = at
    if (type === 'SENT') this.#sends.set(message, seq)
    this.#sentBy[seq] = type === 'SENT' ? -1 : (this.#sends.get(message) ?? -1)
    this.#order = null
  }

  /** A page, newest first, and whether there is more below it. */
  page(query: EventQuery): { events: LoggedEvent[]; hasMore: boolean } {
    const order = this.#sorted()
    const from = query.below ? { ...query.below } : { at: query.end, seq: Number.MAX_SAFE_INTEGER }
    const events: LoggedEvent[] = []
    for (let position = this.#below(order, from.at, from.seq) - 1; position >= 0; position--) {
      const seq = order[position] as number
      if ((this.#times[seq] as number) < query.start) break
      if (!this.#matches(seq, query)) continue
      if (events.length === query.limit) return { events, hasMore: true }
      events.push(this.#read(seq))
    }
    return { events, hasMore: false }
  }

  /** Erases a person's events: what is left of them matches nothing. */
  forget(recipient: string): void {
    this.#texts.forget(recipient.toLowerCase())
  }

  #matches(seq: number, query: EventQuery): boolean {
    if (this.#texts.text(this.#recipients[seq] as number) === FORGOTTEN) return false
    if (query.excludeFiltered && ((this.#flags[seq] as number) & FILTERED) !== 0) return false
    if (query.type !== null && EMAIL_EVENT_TYPES[this.#types[seq] as number] !== query.type) return false
    if (query.campaignId !== null && this.#campaignIds[this.#campaigns[seq] as number] !== query.campaignId) {
      return false
    }
    return query.recipient === null || this.#texts.text(this.#recipients[seq] as number) === query.recipient
  }

  #read(seq: number): LoggedEvent {
    const url = this.#urls[seq] as number
    const flags = this.#flags[seq] as number
    const sentBy = this.#sentBy[seq] as number
    const type = EMAIL_EVENT_TYPES[this.#types[seq] as number] as EmailEventType
    return {
      seq,
      id: this.#idOf(seq),
      type,
      recipient: this.#texts.text(this.#recipients[seq] as number),
      campaignId: this.#campaignIds[this.#campaigns[seq] as number] as number,
      at: this.#times[seq] as number,
      sentBy: sentBy < 0 ? null : { id: this.#idOf(sentBy), created: this.#times[sentBy] as number },
      ...(url >= 0 && { url: this.#texts.text(url) }),
      filtered: (flags & FILTERED) !== 0,
      ...(type === 'BOUNCE' && { bounce: (flags & SOFT) !== 0 ? 'soft' : 'hard' }),
    }
  }

  /** An id comes again: what two neighbouring answers to one mail are told apart by is their time. */
  #idOf(seq: number): string {
    const before = seq - 1
    const again =
      seq % 2 === 1 &&
      this.#sentBy[seq] !== -1 &&
      this.#sentBy[seq] === this.#sentBy[before] &&
      this.#times[seq] !== this.#times[before]
    return eventId(again ? before : seq)
  }

  #campaign(id: number): number {
    const known = this.#campaignIndex.get(id)
    if (known !== undefined) return known
    this.#campaignIds.push(id)
    this.#campaignIndex.set(id, this.#campaignIds.length - 1)
    return this.#campaignIds.length - 1
  }

  #sorted(): Uint32Array {
    if (this.#order) return this.#order
    const order = Uint32Array.from({ length: this.#size }, (_, seq) => seq)
    const times = this.#times
    let ascending = true
    for (let seq = 1; seq < this.#size && ascending; seq++) {
      ascending = (times[seq - 1] as number) <= (times[seq] as number)
    }
    if (!ascending) order.sort((a, b) => (times[a] as number) - (times[b] as number) || a - b)
    this.#order = order
    return order
  }

  /** How many events come before (at, seq) in the order. */
  #below(order: Uint32Array, at: number, seq: number): number {
    let low = 0
    let high = order.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const row = order[middle] as number
      const time = this.#times[row] as number
      if (time < at || (time === at && row < seq)) low = middle + 1
      else high = middle
    }
    return low
  }

  #grow(): void {
    const capacity = this.#types.length * 2
    this.#types = copyInto(new Uint8Array(capacity), this.#types)
    this.#flags = copyInto(new Uint8Array(capacity), this.#flags)
    this.#recipients = copyInto(new Uint32Array(capacity), this.#recipients)
    this.#campaigns = copyInto(new Uint32Array(capacity), this.#campaigns)
    this.#urls = copyInto(new Int32Array(capacity), this.#urls)
    this.#sentBy = copyInto(new Int32Array(capacity), this.#sentBy)
    this.#times = copyInto(new Float64Array(capacity), this.#times)
  }
}

/** Each text once. */
class Interned {
  readonly #texts: string[] = []
  readonly #indexes = new Map<string, number>()

  index(text: string): number {
    const known = this.#indexes.get(text)
    if (known !== undefined) return known
    this.#indexes.set(text, this.#texts.length)
    return this.#texts.push(text) - 1
  }

  text(index: number): string {
    return this.#texts[index] as string
  }

  forget(text: string): void {
    const index = this.#indexes.get(text)
    if (index === undefined) return
    this.#texts[index] = FORGOTTEN
    this.#indexes.delete(text)
  }
}

/** An id that looks like the vendor's and is the same in every replay. */
function eventId(seq: number): string {
  const mixed = (Math.imul(seq + 1, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0')
  return `${mixed}-0000-4000-8000-${seq.toString(16).padStart(12, '0')}`
}

function copyInto<Column extends { set(from: Column): void }>(to: Column, from: Column): Column {
  to.set(from)
  return to
}
