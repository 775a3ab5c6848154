import { expect } from 'vitest'
import type { ConformanceTest } from './conformance-test.ts'
import { emailsOf, seedMembers } from './members.ts'
import { contactsOf, pullAll, pullPages } from './pull-stream.ts'

/** More than one page of any vendor. */
const MANY = 1_050
const A_DAY_MS = 86_400_000

export const pullTests: readonly ConformanceTest[] = [
  {
    name: 'pull: an empty account ends at once',
    run: async stage => {
      expect(contactsOf(await pullAll(stage, stage.connect()))).toEqual([])
    },
  },
  {
    name: 'pull: every member exactly once, with its identities',
    run: async stage => {
      const members = seedMembers(MANY)
      stage.seed(members)
      const contacts = contactsOf(await pullAll(stage, stage.connect()))
      expect(emailsOf(contacts).sort()).toEqual(emailsOf(members).sort())
      expect(new Set(contacts.map(({ container, remoteId }) => `${container} ${remoteId}`)).size).toBe(MANY)
      for (const { email, identities } of contacts) {
        expect(identities).toContainEqual({ kind: 'email', value: email })
      }
    },
  },
  {
    name: 'pull: consent as the vendor holds it',
    run: async stage => {
      stage.seed(seedMembers(6))
      for (const { email, consent } of contactsOf(await pullAll(stage, stage.connect()))) {
        const held = stage.harness.consent(stage.emulator.state, email ?? '')
        const told = consent.filter(({ channel }) => channel === 'email').map(({ status }) => status)
        expect(told, `consent of ${email}`).toContain(held)
      }
    },
  },
  {
    name: 'pull: goes on after any page, without loss',
    run: async stage => {
      const members = seedMembers(MANY)
      stage.seed(members)
      const pages = await pullAll(stage, stage.connect())
      for (const stop of stopsIn(pages.length)) {
        const rest = await pullAll(stage, stage.connect(), { checkpoint: pages[stop]?.checkpoint })
        const seen = emailsOf(contactsOf([...pages.slice(0, stop + 1), ...rest]))
        expect([...new Set(seen)].sort(), `stopped after page ${stop + 1}`).toEqual(emailsOf(members).sort())
      }
    },
  },
  {
    name: 'pull: the next pull brings what changed and nothing else',
    run: async stage => {
      const members = seedMembers(30)
      stage.seed(members)
      const first = await pullAll(stage, stage.connect())
      const checkpoint = first.at(-1)?.checkpoint
      stage.clock.advance(A_DAY_MS)
      expect(contactsOf(await pullAll(stage, stage.connect(), { checkpoint }))).toEqual([])
      const changed = emailsOf(members).filter((_, at) => at % 10 === 3)
      for (const email of changed) stage.harness.touch(stage.emulator.state, email)
      stage.clock.advance(A_DAY_MS)
      const second = contactsOf(await pullAll(stage, stage.connect(), { checkpoint }))
      expect([...new Set(emailsOf(second))].sort()).toEqual(changed.sort())
    },
  },
  {
    name: 'pull: a member with a new address is the same member',
    parts: ['changeAddress'],
    run: async stage => {
      stage.seed(seedMembers(5))
      const context = stage.connect()
      const first = await pullAll(stage, context)
      const [known] = contactsOf(first)
      const email = 'moved@example.com'
      stage.part('changeAddress')(stage.emulator.state, known?.email ?? '', email)
      stage.clock.advance(A_DAY_MS)
      const pages = await pullAll(stage, context, { checkpoint: first.at(-1)?.checkpoint })
      const told = new Map(contactsOf(pages).map(contact => [contact.remoteId, contact]))
      expect([...told.keys()]).toEqual([known?.remoteId])
      const moved = told.get(known?.remoteId ?? '')
      expect(moved?.email).toBe(email)
      expect(moved?.identities).toContainEqual({ kind: 'email', value: email })
      expect(pages.flatMap(({ items }) => items.filter(({ kind }) => kind === 'gone'))).toEqual([])
    },
  },
  {
    name: 'pull: members that change while it reads are lost by neither this pull nor the next',
    run: async stage => {
      const members = seedMembers(MANY)
      stage.seed(members)
      const pages = []
      const context = stage.connect()
      for await (const page of pullPages(stage, context)) {
        // Those that moved are spread over the pages read and the pages to come.
        if (pages.length === 0) {
          stage.clock.advance(1_000)
          for (const { email } of members.filter((_, at) => at % 7 === 0)) {
            stage.harness.touch(stage.emulator.state, email)
          }
        }
        pages.push(page)
      }
      stage.clock.advance(A_DAY_MS)
      const next = await pullAll(stage, context, { checkpoint: pages.at(-1)?.checkpoint })
      const seen = new Set(emailsOf(contactsOf([...pages, ...next])))
      expect(emailsOf(members).filter(email => !seen.has(email))).toEqual([])
      const again = new Set(emailsOf(contactsOf(next)))
      const late = new Set(emailsOf(contactsOf(pages.slice(1))))
      const moved = emailsOf(members.filter((_, at) => at % 7 === 0))
      expect(
        moved.filter(email => !again.has(email) && !late.has(email)),
        'changes never told',
      ).toEqual([])
    },
  },
  {
    name: 'pull: every stream ends, is caught up afterwards, and is refused no call',
    run: async stage => {
      stage.seed(seedMembers(20))
      for (const { name: stream } of stage.connector.streams) {
        const pages = await pullAll(stage, stage.connect(), { stream })
        const checkpoint = pages.at(-1)?.checkpoint
        if (checkpoint === undefined) continue
        stage.clock.advance(A_DAY_MS)
        const again = await pullAll(stage, stage.connect(), { stream, checkpoint })
        expect(
          again.flatMap(({ items }) => items),
          `a second pull of ${stream}`,
        ).toEqual([])
      }
      expect(stage.emulator.journal.throttled).toBe(0)
    },
  },
]

/** The first, the second, one in the middle and the last page. */
function stopsIn(pages: number): number[] {
  return [...new Set([0, 1, pages >> 1, pages - 1])].filter(at => at >= 0 && at < pages)
}
