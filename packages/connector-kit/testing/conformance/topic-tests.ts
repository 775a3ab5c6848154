import { GLOBAL_SCOPE } from '@esplanade/core/schema'
import { expect } from 'vitest'
import type { TopicOptOutRow } from '../../src/push.ts'
import type { ConformanceTest } from './conformance-test.ts'
import { emailsOf, seedMembers } from './members.ts'
import { contactsOf, pullAll } from './pull-stream.ts'
import { addressOf, expectDelivered, prepare, push, snapshot } from './push-rows.ts'
import type { Stage } from './stage.ts'

export const topicTests: readonly ConformanceTest[] = [
  {
    name: 'opt-out of a topic: lowers that topic for those it names, and nothing else for anybody',
    capability: 'topics',
    parts: ['topics'],
    run: async stage => {
      const { chosen, contacts, before } = await optHalfOut(stage)
      const topics = stage.part('topics')
      const [topic, other] = topics.names
      expect(snapshot(stage, contacts)).toEqual(before)
      for (const email of emailsOf(contacts)) {
        const said = topics.consent(stage.emulator.state, email, topic)
        if (chosen.has(email)) expect(said, email).toBe('unsubscribed')
        else expect(said, email).not.toBe('unsubscribed')
        expect(topics.consent(stage.emulator.state, email, other), email).not.toBe('unsubscribed')
      }
    },
  },
  {
    name: 'opt-out of a topic: is pulled as a word about that topic alone',
    capability: 'topics',
    parts: ['topics'],
    run: async stage => {
      const { chosen, topic, told } = await optHalfOut(stage)
      const context = stage.connect()
      expect(stage.connector.topics?.(context.config)).toContain(topic)
      for (const { email, consent } of contactsOf(await pullAll(stage, context))) {
        const refused = consent.filter(({ status }) => status !== 'subscribed').map(({ scope }) => scope)
        const global = told.has(email ?? '') ? [GLOBAL_SCOPE] : []
        expect(refused.sort(), email ?? '').toEqual(
          [...(chosen.has(email ?? '') ? [topic] : []), ...global].sort(),
        )
      }
    },
  },
]

/** Opts every other member out of the first topic. */
async function optHalfOut<State>(stage: Stage<State>) {
  stage.seed(seedMembers(30))
  const { context, contacts, fields } = await prepare(stage)
  const [topic] = stage.part('topics').names
  const before = snapshot(stage, contacts)
  const half = contacts.filter((_, at) => at % 2 === 0)
  const rows = half.map((contact): TopicOptOutRow => ({ ...addressOf(contact), topic }))
  const operation = stage.connector.operations.optOutOfTopic
  if (!operation) throw new Error('A connector that lowers topics has `operations.optOutOfTopic`.')
  expectDelivered(await push(stage, context, operation, fields, rows))
  const told = new Set(emailsOf(contacts).filter((_, at) => before[at]?.consent !== 'subscribed'))
  return { chosen: new Set(emailsOf(half)), contacts, before, topic, told }
}
