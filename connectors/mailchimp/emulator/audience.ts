import { Latest } from '@esplanade/connector-kit/emulator'
import type { Distrust } from './address-refusal.ts'
import { InterestGroups } from './interest-groups.ts'
import { LaggingCount } from './lagging-count.ts'
import { type Member, type MemberStatus, md5, subscriberHash } from './member.ts'
import type { MergeField } from './merge-field.ts'
import { WebhookRegistry } from './webhook-registry.ts'

/** A tag is a static segment; its name is matched without regard to case. */
export interface Segment {
  readonly id: number
  readonly name: string
  readonly createdAt: number
  updatedAt: number
  readonly members: Set<Member>
  readonly count: LaggingCount
  /** Saved segments follow conditions, and nobody is put into them. */
  readonly type: 'static' | 'saved'
}

export interface CustomEvent {
  readonly name: string
  readonly occurredAt: number
  readonly properties: Readonly<Record<string, string>>
}

/** More custom events of one member than a rehearsal looks at; the oldest go. */
const MAX_EVENTS = 1_000

export interface MemberFilter {
  readonly status?: string | undefined
  readonly since?: number | undefined
  readonly before?: number | undefined
  readonly optedInSince?: number | undefined
  readonly optedInBefore?: number | undefined
  readonly groups?: GroupFilter | undefined
  readonly sortField?: string | undefined
  readonly descending?: boolean
}

/** Members that are in any, in all or in none of these groups. */
interface GroupFilter {
  readonly ids: readonly string[]
  readonly match: 'any' | 'all' | 'none'
}

/** One audience ("list"): its members by address hash, its merge fields and its tags. */
export class Audience {
  readonly id: string
  readonly name: string
  readonly doubleOptIn: boolean
  readonly createdAt: number
  readonly members = new Map<string, Member>()
  readonly mergeFields: MergeField[] = []
  readonly segments = new Map<number, Segment>()
  /** Hashes of addresses that were deleted for good and may not be imported again. */
  readonly forgotten = new Set<string>()
  /** What the vendor holds against addresses, by hash. */
  readonly distrusted = new Map<string, Distrust>()
  readonly groups = new InterestGroups()
  readonly webhooks = new WebhookRegistry()
  /** What would have started an automation: a tag or an event that was not written as mere syncing. */
  readonly automations = new Latest<{ readonly by: 'tag' | 'event'; readonly name: string }>()
  readonly #subscribed = new LaggingCount()
  readonly #events = new Map<Member, CustomEvent[]>()
  readonly #byContactId = new Map<string, Member>()
  #changes = 0
  #lastWebId = 0
  /** The last answer of `find`: the pages of one walk ask the same question again and again. */
  #found: { changes: number; question: string; members: readonly Member[] } | undefined

  constructor(id: string, name: string, doubleOptIn: boolean, createdAt: number) {
    this.id = id
    this.name = name
    this.doubleOptIn = doubleOptIn
    this.createdAt = createdAt
  }

  /** By hash, plain address or contact id, as every path accepts. */
  member(key: string): Member | undefined {
    return (
      this.members.get(key.toLowerCase()) ??
      (key.includes('@') ? this.members.get(subscriberHash(key)) : this.#byContactId.get(key))
    )
  }

  create(email: string, status: MemberStatus, now: number): Member {
    this.#lastWebId += 1
    const webId = this.#lastWebId
    const contactId = md5(`${this.id}/${webId}`)
    // One who gave no address is known by the contact id alone.
    const id = email === '' ? contactId : subscriberHash(email)
    const member: Member = {
      contactId,
      webId,
      id,
      email,
      status,
      unsubscribedBy: null,
      unsubscribeReason: '',
      mergeFields: {},
      tags: NO_TAGS,
      language: '',
      timestampSignup: now,
      timestampOpt: status === 'subscribed' ? now : null,
      lastChanged: now,
      sms: null,
    }
    this.members.set(id, member)
    this.#byContactId.set(member.contactId, member)
    this.#changes += 1
    return member
  }

  /** Every change goes through here: it moves `last_changed`. */
  changed(member: Member, at: number): void {
    member.lastChanged = at
    this.#changes += 1
  }

  rename(member: Member, email: string): void {
    this.members.delete(member.id)
    member.id = subscriberHash(email)
    member.email = email
    this.members.set(member.id, member)
  }

  forget(member: Member): void {
    this.members.delete(member.id)
    this.#byContactId.delete(member.contactId)
    for (const segmentId of member.tags) this.segments.get(segmentId)?.members.delete(member)
    this.forgotten.add(member.id)
    this.#events.delete(member)
    this.groups.forget(member)
    this.#changes += 1
  }

  /** Archived members appear only when asked for by status. "Since" and "before" leave out their own moment. */
  find(filter: MemberFilter): readonly Member[] {
    const question = JSON.stringify(filter)
    if (this.#found?.changes === this.#changes && this.#found.question === question)
      return this.#found.members
    const { status } = filter
    const members: Member[] = []
    for (const member of this.members.values()) {
      if (status === undefined ? member.status === 'archived' : member.status !== status) continue
      if (!between(member.lastChanged, filter.since, filter.before)) continue
      if (filter.groups && !inGroups(this.groups.of(member), filter.groups)) continue
      if (between(member.timestampOpt ?? 0, filter.optedInSince, filter.optedInBefore)) members.push(member)
    }
    const key = SORT_KEYS[filter.sortField ?? '']
    if (key) members.sort((a, b) => key(a) - key(b) || a.webId - b.webId)
    if (filter.descending) members.reverse()
    this.#found = { changes: this.#changes, question, members }
    return members
  }

  /** As of a minute ago at most. */
  countSubscribed(now: number): number {
    return this.#subscribed.read(now, () => this.find({ status: 'subscribed' }).length)
  }

  /** With the values that members have there. */
  dropMergeField(field: MergeField): void {
    this.mergeFields.splice(this.mergeFields.indexOf(field), 1)
    for (const member of this.members.values()) delete member.mergeFields[field.tag]
    this.#changes += 1
  }

  recordEvent(member: Member, event: CustomEvent): void {
    const events = this.#events.get(member) ?? []
    this.#events.set(member, [...events, event].slice(-MAX_EVENTS))
  }

  eventsOf(member: Member): readonly CustomEvent[] {
    return this.#events.get(member) ?? []
  }

  tagByName(name: string): Segment | undefined {
    const wanted = name.toLowerCase()
    for (const segment of this.segments.values()) {
      if (segment.type === 'static' && segment.name.toLowerCase() === wanted) return segment
    }
    return undefined
  }

  addSegment(id: number, name: string, now: number, type: Segment['type'] = 'static'): Segment {
    const segment: Segment = {
      id,
      name,
      type,
      createdAt: now,
      updatedAt: now,
      members: new Set(),
      count: new LaggingCount(),
    }
    this.segments.set(id, segment)
    return segment
  }

  /** A segment whose conditions these members meet, as the vendor last looked. */
  addSavedSegment(id: number, name: string, now: number, emails: readonly string[]): Segment {
    const segment = this.addSegment(id, name, now, 'saved')
    for (const email of emails) {
      const member = this.member(email)
      if (member) segment.members.add(member)
    }
    return segment
  }

  /** Whether that changed anything. */
  tag(member: Member, segment: Segment, now: number): boolean {
    if (segment.members.has(member)) return false
    segment.members.add(member)
    member.tags = new Set([...member.tags, segment.id])
    segment.updatedAt = now
    this.changed(member, now)
    return true
  }

  untag(member: Member, segment: Segment, now: number): boolean {
    if (!segment.members.delete(member)) return false
    member.tags = new Set([...member.tags].filter(id => id !== segment.id))
    segment.updatedAt = now
    this.changed(member, now)
    return true
  }
}

const between = (at: number, since = Number.NEGATIVE_INFINITY, before = Number.POSITIVE_INFINITY): boolean =>
  at > since && at < before

function inGroups(groups: ReadonlySet<string>, { ids, match }: GroupFilter): boolean {
  const inside = ids.filter(id => groups.has(id)).length
  if (match === 'all') return inside === ids.length
  return match === 'any' ? inside > 0 : inside === 0
}

const NO_TAGS: ReadonlySet<number> = new Set()

const SORT_KEYS: Readonly<Record<string, (member: Member) => number>> = {
  last_changed: member => member.lastChanged,
  timestamp_opt: member => member.timestampOpt ?? 0,
  timestamp_signup: member => member.timestampSignup ?? 0,
}

export const SORT_FIELDS: readonly string[] = Object.keys(SORT_KEYS)
