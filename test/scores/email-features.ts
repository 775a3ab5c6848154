import { readFileSync } from 'node:fs'
import { groupBy, readSends, type Send } from '../e2e/real-data/data-sets.ts'
import { referenceData } from '../reference-dir.ts'
import type { LabelledData } from './labelled-data.ts'

const DAY_MS = 86_400_000
const LABEL_MS = 7 * DAY_MS
const FIRST_MAILSHOT = 15
const TEST_MAILSHOTS = 6
const FEATURES = [
  'sends',
  'open_rate_smoothed5',
  'open_rate_last4_smoothed2',
  'open_rate_last12_smoothed2',
  'days_since_open_cap400',
  'clicks',
  'engagement_halflife30d_open1_click3',
  'topic_open_rate_smoothed5',
  'open_rate_log_odds',
  'topic_rate_log_odds',
  'topic_preference',
  'opens_missed',
] as const

/**
 * The simulated e-mail log as the reference reads it: one row a send, with what had been seen of its
 * recipient when it went out, and whether it was opened within seven days. The last six mailshots are
 * the test; the one before them is left out, since its label is not complete when they begin. The last
 * four features are ours: rates where a line fits them, and how many opens one would have expected
 * since the last, which parts who has left from who opens rarely.
 */
export function readEmailOpens(): LabelledData & { readonly train: { readonly times: Float64Array } } {
  const sends = readSends()
  const topics = readTopics()
  const last = Math.max(...topics.keys())
  const rates = visibleOpenRates(sends)
  const rows = [...groupBy(sends, send => send.recipient).values()]
    .flatMap(own => own.flatMap(send => rowOf(send, own, topics, rates.get(send.mailshot) ?? 0)))
    .sort((a, b) => a.send.mailshot - b.send.mailshot || a.send.recipient - b.send.recipient)
  const part = (from: number, to: number) => {
    const some = rows.filter(({ send }) => send.mailshot >= from && send.mailshot <= to)
    const columns = FEATURES.map((_, place) => Float64Array.from(some, ({ values }) => values[place] ?? 0))
    return {
      table: { names: FEATURES, rows: some.length, columns },
      labels: Uint8Array.from(some, ({ send }) => (opensWithin(send) ? 1 : 0)),
      times: Float64Array.from(some, ({ send }) => send.sentAt),
    }
  }
  return {
    train: part(FIRST_MAILSHOT, last - TEST_MAILSHOTS - 1),
    test: part(last - TEST_MAILSHOTS + 1, last),
  }
}

function rowOf(send: Send, own: readonly Send[], topics: ReadonlyMap<number, number>, everybody: number) {
  if (send.mailshot < FIRST_MAILSHOT) return []
  const now = send.sentAt
  const past = own.filter(({ mailshot }) => mailshot < send.mailshot)
  const seen = (at: number | null): at is number => at !== null && at <= now
  const opens = (some: readonly Send[]) => some.filter(({ openedAt }) => seen(openedAt)).length
  const smoothed = (some: readonly Send[], weight: number, rate: number) =>
    (opens(some) + weight * rate) / (some.length + weight)
  const latest = (count: number) => past.filter(({ mailshot }) => mailshot >= send.mailshot - count)
  const decayed = (at: number | null) => (seen(at) ? 0.5 ** ((now - at) / (30 * DAY_MS)) : 0)
  const lastOpen = Math.max(
    ...past.map(({ openedAt }) => (seen(openedAt) ? openedAt : Number.NEGATIVE_INFINITY)),
  )
  const rate = smoothed(past, 5, everybody)
  const topicRate = smoothed(
    past.filter(({ mailshot }) => topics.get(mailshot) === topics.get(send.mailshot)),
    5,
    rate,
  )
  const lastOpened = Math.max(0, ...past.map(({ mailshot, openedAt }) => (seen(openedAt) ? mailshot : 0)))
  const until = past.filter(({ mailshot }) => mailshot <= lastOpened)
  const values = [
    past.length,
    rate,
    smoothed(latest(4), 2, everybody),
    smoothed(latest(12), 2, everybody),
    Math.min(400, (now - lastOpen) / DAY_MS),
    past.filter(({ clickedAt }) => seen(clickedAt)).length,
    past.reduce((sum, { openedAt, clickedAt }) => sum + decayed(openedAt) + 3 * decayed(clickedAt), 0),
    topicRate,
    logOdds(rate),
    logOdds(topicRate),
    logOdds(topicRate) - logOdds(rate),
    (past.length - until.length) * smoothed(until, 5, everybody),
  ]
  return [{ send, values }]
}

/** For each mailshot, opens that were known when it went out over the sends before it. */
function visibleOpenRates(sends: readonly Send[]): Map<number, number> {
  const sentAt = new Map(sends.map(send => [send.mailshot, send.sentAt]))
  return new Map(
    [...sentAt].map(([mailshot, now]) => {
      const earlier = sends.filter(send => send.mailshot < mailshot)
      const opened = earlier.filter(({ openedAt }) => openedAt !== null && openedAt <= now)
      return [mailshot, opened.length / earlier.length]
    }),
  )
}

function readTopics(): Map<number, number> {
  const lines = readFileSync(referenceData('email_sim_mailshots.csv'), 'utf8').trim().split(/\r?\n/).slice(1)
  return new Map(lines.map(line => line.split(',')).map(([id, , topic]) => [Number(id), Number(topic)]))
}

const logOdds = (p: number): number => Math.log(p / (1 - p))

const opensWithin = ({ openedAt, sentAt }: Send): boolean =>
  openedAt !== null && openedAt - sentAt <= LABEL_MS
