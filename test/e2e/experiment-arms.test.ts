import { startEmulator } from '@esplanade/connector-kit/emulator'
import { days, instant, simulatedClock } from '@esplanade/core/schema'
import { attribute, event, none, segment } from '@esplanade/core/segments'
import { mailchimp } from '@esplanade/mailchimp'
import { mailchimpEmulator } from '@esplanade/mailchimp/emulator'
import { expect, test } from 'vitest'
import { openRealHub } from './real-data/real-hub.ts'

const NOW = Date.parse('2026-03-01T00:00:00Z')
const PEOPLE = 60
const PATIENCE_MS = 60_000

test(
  "an experiment's arms reach the vendor as a field and as tags, the holdout as neither arm, and stay",
  async () => {
    const clock = simulatedClock(instant(NOW))
    const news = await startEmulator(mailchimpEmulator, { clock })
    news.state.addAudience({ id: 'a1', name: 'Readers', mergeFields: [] })
    for (let person = 0; person < PEOPLE; person += 1)
      news.state.addMember('a1', {
        email: `p${person}@example.com`,
        timestampOpt: NOW - days(9),
        mergeFields: {},
      })
    const { hub, close } = await openRealHub(
      NOW,
      {
        connections: { news: mailchimp({ apiKey: 'emulator-key-us1', baseUrl: news.url }) },
        scores: {
          subject: {
            kind: 'experiment',
            segments: ['readers'],
            arms: [{ id: 'plain' }, { id: 'bold' }],
            holdout: 0.2,
            from: '2026-03-02T00:00:00Z',
            within: '7d',
            metrics: { bought: { event: 'order_placed', count: true } },
            contactsPerArm: 30,
          },
        },
        segments: [
          segment('readers', 'Have not ordered', none(event('order_placed'))),
          segment('bold', 'In the bold arm', attribute('subject').is('bold')),
        ],
        syncs: [
          { connection: 'news', fields: { SUBJECT: { attribute: 'subject' } } },
          { connection: 'news', segment: 'bold', into: { tag: 'Bold' } },
        ],
      },
      clock,
    )
    const told = async () => {
      const { push } = await hub.run({ command: 'sync' })
      expect(push.connections).toMatchObject([{ error: null }])
      return news.state.snapshot().map(({ email, mergeFields, tags }) => [email, mergeFields.SUBJECT, tags])
    }
    const first = await told()
    const arms = Map.groupBy(first, ([, arm]) => arm)
    expect(new Set(arms.keys())).toEqual(new Set(['bold', 'holdout', 'plain']))
    for (const contacts of arms.values()) expect(contacts.length).toBeGreaterThan(4)
    for (const [, arm, tags] of first) expect(tags).toEqual(arm === 'bold' ? ['Bold'] : [])
    clock.advance(days(2))
    expect(await told()).toEqual(first)
    await close()
    await news.close()
  },
  PATIENCE_MS,
)
