import { z } from 'zod'
import { CHANNELS, type Channel } from '../../schema/index.ts'
import { strictShape } from '../../schema/strict-shape.ts'
import { CONSENT_WORDS, type ConsentWord, type RosterQuestion } from '../plan.ts'
import { plainText } from './value-test.ts'

/** A leaf about what the state store knows of a contact: consent, and places at vendors. */
export type RosterCondition = ConsentCondition | TargetCondition

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

/** What a leaf asks of the state store. */
export function rosterQuestion(condition: RosterCondition): RosterQuestion {
  if ('consent' in condition) {
    const { consent, is, topic = null } = condition
    return { kind: 'consent', channel: consent, topic, is }
  }
  const { connection, container = null } = condition
  const target = 'tag' in condition ? `tag:${condition.tag}` : `list:${condition.list}`
  return { kind: 'target', connection, container, target }
}

/** The words that begin such a leaf. */
export const ROSTER_HEADS = ['consent', 'tag', 'list'] as const

export const isRosterCondition = (condition: object): condition is RosterCondition =>
  ROSTER_HEADS.some(head => head in condition)
