import { expect } from 'vitest'
import type { CustomEventRow, Operation } from '../../src/push.ts'
import type { ConformanceTest } from './conformance-test.ts'
import { seedMembers } from './members.ts'
import { addressOf, expectDelivered, type Prepared, prepare, push, snapshot } from './push-rows.ts'
import type { Stage } from './stage.ts'

/** More than one request of the smallest bulk operations, and quick. */
const SOME = 60
const EACH = 2

export const customEventTests: readonly ConformanceTest[] = [
  {
    name: 'events: each reaches its member once, also several of one second, and moves no consent',
    capability: 'custom-events',
    parts: ['customEvents'],
    run: async stage => {
      stage.seed(seedMembers(SOME))
      const { context, contacts, fields } = await prepare(stage)
      const before = snapshot(stage, contacts).map(({ consent }) => consent)
      expectDelivered(await push(stage, context, operationOf(stage), fields, rowsOf(stage, contacts)))
      expectHeld(stage, contacts)
      expect(snapshot(stage, contacts).map(({ consent }) => consent)).toEqual(before)
    },
  },
  {
    name: 'events: a lost answer never makes two of one',
    capability: 'custom-events',
    parts: ['customEvents'],
    run: async stage => {
      stage.seed(seedMembers(3))
      const { context, contacts, fields } = await prepare(stage)
      const operation = operationOf(stage)
      stage.emulator.order({ route: operation.route, times: 1, fault: { kind: 'cut-after-effect' } })
      const outcomes = await push(stage, context, operation, fields, rowsOf(stage, contacts))
      if (operation.idempotent) expectDelivered(outcomes)
      else expect(outcomes.map(({ status }) => status)).toContain('in-doubt')
      expectHeld(stage, contacts)
    },
  },
]

function operationOf<State>({ connector }: Stage<State>): Operation<CustomEventRow, unknown, unknown> {
  const { events } = connector.operations
  if (!events) throw new Error('A connector that sends events has `operations.events`.')
  return events
}

const rowsOf = <State>({ clock }: Stage<State>, contacts: Prepared['contacts']): CustomEventRow[] =>
  contacts.flatMap(contact =>
    Array.from({ length: EACH }, (_, at) => ({
      ...addressOf(contact),
      key: `${contact.remoteId}-${at}`,
      name: 'Entered segment',
      at: clock.now(),
      properties: { segment: `segment ${at}` },
    })),
  )

function expectHeld<State>(stage: Stage<State>, contacts: Prepared['contacts']): void {
  const held = stage.part('customEvents')
  for (const { email } of contacts) {
    const events = held(stage.emulator.state, email ?? '')
    const segments = events.map(({ properties }) => String(properties.segment)).sort()
    expect(segments, `events of ${email}`).toEqual(Array.from({ length: EACH }, (_, at) => `segment ${at}`))
  }
}
