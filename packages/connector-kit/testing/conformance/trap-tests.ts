import { days, instant } from '@esplanade/core/schema'
import { expect } from 'vitest'
import type { ConformanceTest } from './conformance-test.ts'
import { emailsOf, seedMembers } from './members.ts'
import { contactsOf, pullAll, pullPages } from './pull-stream.ts'
import { repeatRows, unknownFields } from './strange-answers.ts'

/** More than one page of any vendor. */
const MANY = 1_050
/** More than a search gives at all. */
const FLOOD = 12_000
const A_DAY_MS = 86_400_000

/** What accounts hold and vendors answer, in ways that lose rows where one does not look. */
export const trapTests: readonly ConformanceTest[] = [
  {
    name: 'traps: 12,000 rows of one instant are all pulled',
    run: async stage => {
      const context = stage.connect()
      const empty = await pullAll(stage, context)
      const members = seedMembers(FLOOD)
      stage.seed(members)
      const pages = await pullAll(stage, context, { checkpoint: empty.at(-1)?.checkpoint })
      expect(new Set(emailsOf(contactsOf(pages)))).toEqual(new Set(emailsOf(members)))
      stage.clock.advance(A_DAY_MS)
      const next = await pullAll(stage, context, { checkpoint: pages.at(-1)?.checkpoint })
      expect(contactsOf(next), 'rows of a pull with nothing new').toEqual([])
    },
  },
  {
    name: 'traps: a row dated ahead hides no later change',
    parts: ['dateAhead'],
    run: async stage => {
      const [ahead, ...others] = emailsOf(seedMembers(6)) as [string, ...string[]]
      stage.seed(seedMembers(6))
      const context = stage.connect()
      stage.part('dateAhead')(stage.emulator.state, ahead, instant(stage.clock.now() + days(365)))
      const first = await pullAll(stage, context)
      stage.clock.advance(A_DAY_MS)
      for (const email of others) stage.harness.touch(stage.emulator.state, email)
      stage.clock.advance(A_DAY_MS)
      const second = await pullAll(stage, context, { checkpoint: first.at(-1)?.checkpoint })
      const seen = new Set(emailsOf(contactsOf(second)))
      expect(
        others.filter(email => !seen.has(email)),
        'changes never told',
      ).toEqual([])
    },
  },
  {
    name: 'traps: members that vanish while it reads take no others along',
    parts: ['remove'],
    run: async stage => {
      const members = emailsOf(seedMembers(MANY))
      stage.seed(seedMembers(MANY))
      const vanishing = members.filter((_, at) => at % 5 === 0)
      const pages = []
      const remove = stage.part('remove')
      for await (const page of pullPages(stage, stage.connect())) {
        if (pages.length === 0) for (const email of vanishing) remove(stage.emulator.state, email, 'deleted')
        pages.push(page)
      }
      const seen = new Set(emailsOf(contactsOf(pages)))
      expect(members.filter((email, at) => at % 5 !== 0 && !seen.has(email))).toEqual([])
    },
  },
  {
    name: 'traps: rows that an answer repeats are the same rows',
    run: async stage => {
      const members = seedMembers(20)
      stage.seed(members)
      stage.alterAnswers(repeatRows)
      const contacts = contactsOf(await pullAll(stage, stage.connect()))
      expect(new Set(emailsOf(contacts))).toEqual(new Set(emailsOf(members)))
      const byId = Map.groupBy(contacts, ({ remoteId }) => remoteId)
      expect(byId.size).toBe(members.length)
      for (const same of byId.values()) for (const one of same) expect(one).toEqual(same[0])
    },
  },
  {
    name: 'traps: fields that nobody documents change nothing',
    run: async stage => {
      stage.seed(seedMembers(20))
      const { connector } = stage
      const plain = contactsOf(await pullAll(stage, stage.connect()))
      stage.alterAnswers(unknownFields)
      const account = await connector.check(stage.connect())
      expect(account.containers.map(({ id }) => id)).toContain(stage.harness.container)
      const strange = contactsOf(await pullAll(stage, stage.connect()))
      const core = ({ remoteId, identities, consent }: (typeof plain)[number]) => ({
        remoteId,
        identities,
        consent,
      })
      expect(strange.map(core)).toEqual(plain.map(core))
    },
  },
]
