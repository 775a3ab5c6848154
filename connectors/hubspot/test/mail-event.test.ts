import { expect, test } from 'vitest'
import { mailEventSchema, toPulledEvents } from '../src/mail-event.ts'

const told = (event: object) =>
  toPulledEvents(mailEventSchema.parse({ recipient: 'ada@example.com', ...event }))

test('two mails whose events share an id are two messages, each with its own opens', () => {
  const sends = [1_000, 9_000].map(created => ({ id: 'a', created }))
  const messages = sends.map(sent => told({ ...sent, type: 'SENT' })[0]?.properties.message)
  expect(new Set(messages).size).toBe(2)
  const opens = sends.map(sentBy => told({ id: 'b', created: 10_000, type: 'OPEN', sentBy })[0]?.properties)
  expect(opens.map(properties => properties?.message)).toEqual(messages)
})

test('a mail of which only half the name is told is no message that another could be taken for', () => {
  const [open] = told({ id: 'b', created: 10_000, type: 'OPEN', sentBy: { id: 'a' } })
  expect(open?.properties).toEqual({ machine: false })
})
