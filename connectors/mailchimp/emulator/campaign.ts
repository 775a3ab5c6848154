/** An address as reports name it; shared between all campaigns. */
export interface Person {
  readonly email: string
  readonly hash: string
}

export type Action = 'open' | 'click' | 'bounce'
export type BounceType = 'hard' | 'soft'

export interface Activity {
  readonly action: Action
  readonly at: number
  /** The address of a click, the type of a bounce. */
  readonly detail: string
}

/**
 * A sent campaign and what became of it. Activity lies in parallel arrays, chained per recipient
 * from the newest back, because a year of a shop is a few hundred thousand of them.
 */
export class Campaign {
  readonly id: string
  readonly audienceId: string
  readonly subject: string
  readonly title: string
  readonly sendTime: number
  status: 'sending' | 'sent' = 'sent'
  readonly recipients: Person[] = []
  readonly bounced = new Map<number, BounceType>()
  readonly unsubscribes: { readonly person: Person; readonly at: number; readonly reason: string }[] = []
  readonly complaints: { readonly id: number; readonly person: Person; readonly at: number }[] = []
  readonly #recipientByHash = new Map<string, number>()
  readonly #newest: number[] = []
  readonly #older: number[] = []
  readonly #actions: Action[] = []
  readonly #times: number[] = []
  readonly #details: string[] = []

  constructor(id: string, audienceId: string, subject: string, title: string, sendTime: number) {
    this.id = id
    this.audienceId = audienceId
    this.subject = subject
    this.title = title
    this.sendTime = sendTime
  }

  send(person: Person): void {
    if (this.#recipientByHash.has(person.hash)) return
    this.#recipientByHash.set(person.hash, this.recipients.length)
    this.recipients.push(person)
    this.#newest.push(NONE)
  }

  recipientOf(hash: string): number | undefined {
    return this.#recipientByHash.get(hash)
  }

  /** @throws Error when the campaign was not sent to this address. */
  record(hash: string, activity: Activity): void {
    const recipient = this.#recipientByHash.get(hash)
    if (recipient === undefined) {
      throw new Error(`Campaign ${this.id} was not sent to this address; record the send first.`)
    }
    this.#older.push(this.#newest[recipient] ?? NONE)
    this.#newest[recipient] = this.#times.length
    this.#actions.push(activity.action)
    this.#times.push(activity.at)
    this.#details.push(activity.detail)
    if (activity.action === 'bounce') this.bounced.set(recipient, activity.detail as BounceType)
  }

  /** Activity of a recipient after a moment and up to another, oldest recorded first, as far as the vendor tells it. */
  activityOf(recipient: number, until: number, since = Number.NEGATIVE_INFINITY): Activity[] {
    const found: Activity[] = []
    for (let at = this.#newest[recipient] ?? NONE; at !== NONE; at = this.#older[at] ?? NONE) {
      const time = this.#times[at] ?? 0
      if (time <= since || time > until) continue
      found.push({ action: this.#actions[at] as Action, at: time, detail: this.#details[at] ?? '' })
    }
    const left = { open: MAX_ACTIONS, click: MAX_ACTIONS, bounce: MAX_ACTIONS }
    return found.reverse().filter(({ action }) => left[action]-- > 0)
  }

  hasActivity(recipient: number, until: number, since: number): boolean {
    for (let at = this.#newest[recipient] ?? NONE; at !== NONE; at = this.#older[at] ?? NONE) {
      const time = this.#times[at] ?? 0
      if (time > since && time <= until) return true
    }
    return false
  }
}

/** Opens, and as many clicks, that a report tells of one member and campaign. */
const MAX_ACTIONS = 1_000

const NONE = -1
