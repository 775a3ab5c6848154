import { z } from 'zod'
import { CHANNELS, type Channel } from '../../schema/index.ts'
import { strictShape } from '../../schema/strict-shape.ts'
import { CONSENT_WORDS, type ConsentWord, type RosterQuestion } from '../plan.ts'
import { plainText } from './value-test.ts'

/** A leaf that no scan of facts answers: consent, places at vendors, and queries of one's own. */
export type RosterCondition = ConsentCondition | TargetCondition | QueryCondition

/** Passes when this is true of at least one address of the contact on the channel. */
export interface ConsentCondition {
  readonly consent: Channel
  readonly is: ConsentWord
  /** Limits what was said to one topic. */
  readonly topic?: string
}

/** Passes for who was last seen in a tag or a list at a connection. */
export type TargetCondition = ({ readonly tag: string } | { readonly list: string }) & {
  readonly connection: string
  /** The audience, where the connection has several; any of them where it is left out. */
  readonly container?: string
}

/** Passes for whom a query returns: the way out for what the language cannot say. Asked anew every time. */
interface QueryCondition {
  /** Returns a column `contact_no`. */
  readonly sql: string
  /** Whose language it is in, such as `duckdb`. */
  readonly engine: string
}

const MAX_QUERY_LENGTH = 20_000

const nameSchema = plainText.min(1).max(100)
const placeShape = {
  connection: z.string().min(1).max(63),
  container: plainText.min(1).max(200).exactOptional(),
}

export const consentSchema = strictShape({
  consent: z.enum(CHANNELS, { error: `expected a channel: ${CHANNELS.join(' or ')}` }),
  is: z.enum(CONSENT_WORDS, { error: `expected one of ${CONSENT_WORDS.join(', ')}` }),
  topic: nameSchema.exactOptional(),
})
export const tagSchema = strictShape({ tag: nameSchema, ...placeShape })
export const listSchema = strictShape({ list: nameSchema, ...placeShape })
export const querySchema = strictShape({
  sql: plainText.min(1).max(MAX_QUERY_LENGTH),
  engine: z.string('expected the engine whose language the query is in, such as duckdb').min(1).max(63),
})

/** What a leaf asks of whoever evaluates. */
export function rosterQuestion(condition: RosterCondition): RosterQuestion {
  if ('consent' in condition) {
    const { consent, is, topic = null } = condition
    return { kind: 'consent', channel: consent, topic, is }
  }
  if ('sql' in condition) return { kind: 'query', engine: condition.engine, text: condition.sql }
  const { connection, container = null } = condition
  const target = 'tag' in condition ? `tag:${condition.tag}` : `list:${condition.list}`
  return { kind: 'target', connection, container, target }
}

/** The words that begin such a leaf. */
export const ROSTER_HEADS = ['consent', 'tag', 'list', 'sql'] as const

export const isRosterCondition = (condition: object): condition is RosterCondition =>
  ROSTER_HEADS.some(head => head in condition)
