import { expect } from 'vitest'
import type { ConformanceTest } from './conformance-test.ts'
import { seedMembers } from './members.ts'
import { contactsOf, pullAll } from './pull-stream.ts'

const SEGMENT = 'Engaged "lately", (50%)'

export const segmentTests: readonly ConformanceTest[] = [
  {
    name: 'segments: one that the vendor fills is found by name, read, and marked as nothing to write to',
    capability: 'segments',
    parts: ['addSegment'],
    run: async stage => {
      const { connector, harness, emulator } = stage
      const members = seedMembers(5)
      stage.seed(members)
      const inside = [members[0], members[3]].flatMap(member => member?.email ?? [])
      stage.part('addSegment')(emulator.state, SEGMENT, inside)
      stage.clock.advance(A_DAY_MS)
      const context = stage.connect()
      const { kind, container } = harness.target
      const found = await connector.findTarget(context, { kind, container, name: SEGMENT })
      expect(found?.readOnly?.trim() ?? '', 'the reason why nobody can be put into it').not.toBe('')
      if (found === undefined) throw new Error('The segment was not found.')
      const ids: string[] = []
      for await (const page of connector.readMembers(context, found)) ids.push(...page.remoteIds)
      const contacts = contactsOf(await pullAll(stage, context))
      const emails = contacts.filter(({ remoteId }) => ids.includes(remoteId)).map(({ email }) => email)
      expect(new Set(emails)).toEqual(new Set(inside))
      expect(ids, 'each of them once').toHaveLength(inside.length)
      expect(
        await connector.findTarget(context, { kind, container, name: 'Nobody made this one' }),
      ).toBeUndefined()
    },
  },
]

const A_DAY_MS = 86_400_000
