import { expect } from 'vitest'
import type { ConformanceTest } from './conformance-test.ts'
import { emailsOf, seedMembers } from './members.ts'
import { contactsOf, pullAll, pullPages } from './pull-stream.ts'

const TWO_PAGES = 1_050

export const abortTests: readonly ConformanceTest[] = [
  {
    name: 'abort: a stopped connection makes no request and gives the reason',
    run: async ({ connector, connect, emulator }) => {
      const reason = new Error('stopped by the suite')
      const context = connect({ signal: AbortSignal.abort(reason) })
      await expect(connector.check(context)).rejects.toBe(reason)
      expect(emulator.journal.requests).toBe(0)
    },
  },
  {
    name: 'abort: a pull stops between pages and later goes on without loss',
    run: async stage => {
      const members = seedMembers(TWO_PAGES)
      stage.seed(members)
      const stop = new AbortController()
      const reason = new Error('stopped by the suite')
      const read: Awaited<ReturnType<typeof pullAll>>[number][] = []
      const pull = async () => {
        for await (const page of pullPages(stage, stage.connect({ signal: stop.signal }))) {
          read.push(page)
          stop.abort(reason)
        }
      }
      await expect(pull()).rejects.toBe(reason)
      const rest = await pullAll(stage, stage.connect(), { checkpoint: read.at(-1)?.checkpoint })
      const seen = new Set(emailsOf(contactsOf([...read, ...rest])))
      expect(emailsOf(members).filter(email => !seen.has(email))).toEqual([])
    },
  },
]
