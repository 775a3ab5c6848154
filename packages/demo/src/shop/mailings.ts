import { days, hours, type Instant, instant, minutes } from '@esplanade/core/schema'
import { dice } from './dice.ts'
import type { EventKind, EventLog } from './event-log.ts'
import { ESPS, type Esp, type Leave, type Member, type Person, type Persona } from './person.ts'
import { TOPICS, type Topic } from './products.ts'

/** One newsletter, sent by one vendor to its members who care about the topic. */
export interface Mailing {
  readonly no: number
  readonly esp: Esp
  readonly topic: Topic
  readonly sentAt: Instant
  readonly name: string
  readonly subject: string
}

/** A year of newsletters: every vendor sends one each fortnight, on a weekday of its own. */
export function planMailings(now: Instant): readonly Mailing[] {
  const mailings: Mailing[] = []
  for (let fortnight = FORTNIGHTS; fortnight >= 1; fortnight--) {
    ESPS.forEach((esp, weekday) => {
      const sentAt = instant(now - days(14 * fortnight) + days(2 * weekday + 1) + hours(2))
      mailings.push(makeMailing(mailings.length, esp, FORTNIGHTS - fortnight + 3 * weekday, sentAt))
    })
  }
  return mailings
}

/** @param issue Counts the newsletters of a vendor; topics take turns by it. */
export function makeMailing(no: number, esp: Esp, issue: number, sentAt: Instant): Mailing {
  const topic = TOPICS[issue % TOPICS.length] as Topic
  const name = `${topic[0]?.toUpperCase()}${topic.slice(1)} news ${new Date(sentAt).toISOString().slice(0, 10)}`
  return { no, esp, topic, sentAt, name, subject: `What is new in ${topic}` }
}

/**
 * Sends a mailing to one person and lets them react until `now`. A hard bounce, a complaint or an
 * opt-out ends their membership at this vendor, and at this one only.
 */
export function mail(seed: number, person: Person, mailing: Mailing, log: EventLog, now: Instant): void {
  const member = person.members[mailing.esp]
  if (!member || !person.interests.includes(mailing.topic)) return
  if (member.joinedAt > mailing.sentAt || (member.leave && member.leave.at <= mailing.sentAt)) return
  const roll = dice(seed, `mailing ${mailing.no}`, person.no)
  const base = { esp: mailing.esp, person: person.no, subject: mailing.no }
  const add = (kind: EventKind, at: Instant, machine = false) => {
    if (at <= now) log.add({ ...base, kind, at, machine })
    return at <= now
  }
  const leave = (kind: Leave['kind'], at: Instant) => {
    if (mayLeave(person, member, at) && add(kind, at)) member.leave = { kind, at }
  }
  add('sent', mailing.sentAt)
  if (roll.chance(HARD_BOUNCE)) {
    leave('bounced', instant(mailing.sentAt + minutes(2)))
    return
  }
  // Privacy proxies fetch the pictures whether or not anybody looks; Mailchimp cannot tell them from people.
  const fetchedAt = instant(mailing.sentAt + minutes(1) + 1_000 * roll.between(0, 50))
  if (roll.chance(MACHINE_OPEN) && mailing.esp !== 'mailchimp') add('opened', fetchedAt, true)
  const openedAt = instant(mailing.sentAt + minutes(3) + roll.waitMs(hours(9)))
  const active = person.lapsedAt === null || openedAt < person.lapsedAt
  const { opens, clicks } = READING[person.persona]
  if (!active || !roll.chance(opens) || !add('opened', openedAt)) return
  if (roll.chance(clicks)) add('clicked', instant(openedAt + 1_000 * roll.between(5, 120)))
  if (roll.chance(COMPLAINT)) leave('complained', instant(openedAt + minutes(3)))
  else if (roll.chance(OPT_OUT)) leave('unsubscribed', instant(openedAt + minutes(4)))
}

/**
 * A vendor does not always tell when somebody left, so the shop has nobody who leaves one vendor
 * before joining another: whether they may then be mailed would be a matter of taste. The few who
 * really came back are made in `people.ts`, between two vendors that both tell.
 */
export function mayLeave(person: Person, member: Member, at: Instant): boolean {
  return member.leave === null && ESPS.every(esp => (person.members[esp]?.joinedAt ?? at) <= at)
}

const FORTNIGHTS = 26
const HARD_BOUNCE = 0.001
const MACHINE_OPEN = 0.06
const COMPLAINT = 0.002
const OPT_OUT = 0.011

/** How likely somebody opens a mailing, and clicks in what they opened. */
const READING: Record<Persona, { readonly opens: number; readonly clicks: number }> = {
  champion: { opens: 0.75, clicks: 0.25 },
  regular: { opens: 0.45, clicks: 0.15 },
  once: { opens: 0.25, clicks: 0.08 },
  browser: { opens: 0.25, clicks: 0.1 },
  reader: { opens: 0.75, clicks: 0.15 },
  sleeper: { opens: 0.01, clicks: 0 },
}
