import { expect } from 'vitest'
import type { Outcome } from '../../src/push.ts'
import type { ConformanceTest } from './conformance-test.ts'
import { emailsOf, seedMembers } from './members.ts'
import { contactsOf, pullAll } from './pull-stream.ts'
import { addressOf, expectDelivered, expectTold, isDelivered, prepare, push } from './push-rows.ts'

/** Text that breaks what builds requests, logs or tables by hand. */
const HOSTILE: readonly (readonly [string, string])[] = [
  ['10,000 characters', 'long '.repeat(2_000).trim()],
  ['emoji', '🏳️‍🌈 Zoë 👩🏽‍🚀'],
  ['right to left', 'שלום \u202e gnp.exe'],
  ['quotes', `Robert'); DROP TABLE "members";-- \\ {{name}} <b>&amp;</b>`],
  ['lines', 'one\r\ntwo\tthree'],
  ['a number in words', '0012'],
  ['a word that means none', 'null'],
  ['NUL', 'a\0b'],
]

export const valueTests: readonly ConformanceTest[] = [
  {
    name: 'values: hostile text arrives as it is, or its row says what became of it',
    run: async stage => {
      stage.seed(seedMembers(HOSTILE.length))
      const { name } = stage.harness.field
      const { context, contacts, fields } = await prepare(stage)
      const rows = contacts.map((contact, at) => ({
        ...addressOf(contact),
        values: { [name]: HOSTILE[at]?.[1] ?? '' },
      }))
      const outcomes = await push(stage, context, stage.connector.operations.fields, fields, rows)
      for (const [at, outcome] of outcomes.entries()) {
        const [what, text] = HOSTILE[at] as (typeof HOSTILE)[number]
        const held = stage.harness.fieldValue(stage.emulator.state, emailsOf(contacts)[at] ?? '', name)
        const told = outcome.notes?.some(({ field }) => field === name) ?? false
        if (!isDelivered(outcome)) expectTold(outcome)
        else if (held !== text) expect(told, `${what}: changed without a note`).toBe(true)
      }
      expect(outcomes.filter(isDelivered).length, 'rows that arrived').toBeGreaterThanOrEqual(
        HOSTILE.length - 2,
      )
    },
  },
  {
    name: 'values: hostile text is pulled as the vendor holds it',
    parts: ['setField'],
    run: async stage => {
      stage.seed(seedMembers(HOSTILE.length))
      const { name } = stage.harness.field
      const { context, contacts } = await prepare(stage)
      const set = stage.part('setField')
      for (const [at, email] of emailsOf(contacts).entries())
        set(stage.emulator.state, email, HOSTILE[at]?.[1] ?? '')
      stage.clock.advance(1_000)
      const pulled = new Map(
        contactsOf(await pullAll(stage, context)).map(contact => [contact.email, contact]),
      )
      for (const [at, email] of emailsOf(contacts).entries()) {
        const [what] = HOSTILE[at] as (typeof HOSTILE)[number]
        const held = stage.harness.fieldValue(stage.emulator.state, email, name)
        expect(pulled.get(email)?.fields[name], what).toBe(held)
      }
    },
  },
  {
    name: 'values: one poison row in a full batch stands alone, and all others are applied',
    parts: ['poison'],
    run: async stage => {
      const { operations } = stage.connector
      const members = Math.min(operations.fields.maxRows, FULL)
      stage.seed(seedMembers(members))
      const { name } = stage.harness.field
      const { context, contacts, fields } = await prepare(stage)
      const at = Math.floor(members * 0.7)
      const rows = contacts
        .map((contact, row) => ({ ...addressOf(contact), values: { [name]: `fine ${row}` } }))
        .map((row, place) => (place === at ? stage.part('poison')(row) : row))
      const outcomes = await push(stage, context, operations.fields, fields, rows)
      expect(outcomes[at]?.status).toBe('rejected')
      expectTold(outcomes[at] as Outcome)
      expectDelivered(outcomes.filter((_, row) => row !== at))
      const held = (email: string) => stage.harness.fieldValue(stage.emulator.state, email, name)
      const wrong = emailsOf(contacts).filter((email, row) => row !== at && held(email) !== `fine ${row}`)
      expect(wrong, 'rows that went down with it').toEqual([])
    },
  },
]

/** A full batch of most vendors; of the largest ones enough to be halved many times. */
const FULL = 500
