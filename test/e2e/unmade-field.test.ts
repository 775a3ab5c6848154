import { noEvent, segment } from '@esplanade/core/segments'
import { expect, test } from 'vitest'
import { inHubWorld } from '../faults/world/open-hub.ts'
import { AUDIENCE } from '../faults/world/vendors.ts'

test(
  'a field that the account may not have leaves its rows with the vendor’s words, and the tag is filled all the same',
  {
    timeout: 120_000,
  },
  () =>
    inHubWorld(
      {
        segments: [segment('all', 'Everybody', noEvent('order_refunded'))],
        syncs: [
          { connection: 'news', fields: { ORDERS: { event: 'order_placed', count: true } } },
          { connection: 'news', segment: 'all', into: { tag: 'Everybody' } },
        ],
      },
      async ({ hub, vendors, clock }) => {
        const { news } = vendors
        const emails = ['ada@town.example', 'bea@town.example']
        for (const email of emails) news.state.addMember(AUDIENCE, { email })
        const { mergeFields } = news.state.audience(AUDIENCE)
        for (let no = mergeFields.length; no < 30; no++) {
          const tag = `F${no}`
          mergeFields.push({ mergeId: no + 1, tag, name: tag, type: 'text', required: false, choices: [] })
        }
        clock.advance(3_600_000)
        const { push } = await hub.run({ command: 'sync', confirm: true })
        const [pushed] = push.connections.filter(({ id }) => id === 'news')
        expect(pushed).toMatchObject({ error: null, rejected: 2 })
        expect(pushed?.deadLetters[0]?.message).toContain('already has 30 merge fields')
        expect(news.state.tagMembers(AUDIENCE, 'Everybody')).toEqual(new Set(emails))
      },
    ),
)
