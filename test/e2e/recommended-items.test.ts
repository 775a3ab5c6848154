import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startEmulator } from '@esplanade/connector-kit/emulator'
import { days, instant, simulatedClock } from '@esplanade/core/schema'
import { createRandom } from '@esplanade/core/scores'
import { attribute, segment } from '@esplanade/core/segments'
import { klaviyo } from '@esplanade/klaviyo'
import { klaviyoEmulator } from '@esplanade/klaviyo/emulator'
import { mailchimp } from '@esplanade/mailchimp'
import { mailchimpEmulator } from '@esplanade/mailchimp/emulator'
import { expect, test } from 'vitest'
import { openRealHub } from './real-data/real-hub.ts'

const NOW = Date.parse('2026-03-01T00:00:00Z')
const PEOPLE = 160
const PICTURES = 'https://shop.example/pictures'
const PATIENCE_MS = 60_000

/** Even people look at outdoor gear, odd ones at kitchen things; person 0 only ever joined the list. */
function views(): string {
  const random = createRandom(4)
  const lines = ['email,at,product,title']
  for (let person = 1; person <= PEOPLE; person += 1)
    for (let view = 0; view < 6; view += 1) {
      const product = `${person % 2 === 0 ? 'outdoor' : 'kitchen'}-${Math.floor(10 * random())}`
      const at = new Date(NOW - Math.round(days(100) * random())).toISOString()
      lines.push(`p${person}@example.com,${at},${product},The ${product}`)
    }
  return `${lines.join('\n')}\n`
}

test(
  'recommended products are trained, read by a segment, and written into the fields of a mail',
  async () => {
    const clock = simulatedClock(instant(NOW))
    const news = await startEmulator(mailchimpEmulator, { clock })
    news.state.addAudience({ id: 'a1', name: 'Readers', mergeFields: [] })
    for (const person of [0, 1, 2])
      news.state.addMember('a1', {
        email: `p${person}@example.com`,
        timestampOpt: NOW - days(9),
        mergeFields: {},
      })
    // The shop lists what is for the mountains, under names of its own; kitchen things are known by events alone.
    const goods = await startEmulator(klaviyoEmulator, { clock })
    for (let no = 0; no < 10; no += 1) {
      const item = { externalId: `outdoor-${no}`, title: `Listed ${no}`, image: `${PICTURES}/${no}.jpg` }
      goods.state.catalogue.addItem(item, NOW - days(9))
    }
    const { hub, folder, close } = await openRealHub(
      NOW,
      {
        connections: {
          news: mailchimp({ apiKey: 'emulator-key-us1', baseUrl: news.url }),
          goods: klaviyo({ apiKey: 'pk_emulated_00000000000000000000000000', baseUrl: goods.url }),
        },
        events: { product_viewed: { properties: { title: 'text' } } },
        scores: {
          picks: { kind: 'recommendations', event: 'product_viewed', show: ['title', 'image'], count: 2 },
          like_hikers: {
            kind: 'lookalike',
            segment: 'hikers',
            features: { views: { event: 'product_viewed', count: true } },
          },
        },
        segments: [
          segment('hikers', 'Looked at the first tent', attribute('picks_1').is('outdoor-0')),
          segment('known', 'Recommended by what they did', attribute('picks').is('history')),
        ],
        syncs: [
          {
            connection: 'news',
            fields: {
              PICK1: { attribute: 'picks_1' },
              PICK1_T: { attribute: 'picks_1_title' },
              PICK1_I: { attribute: 'picks_1_image' },
            },
          },
        ],
      },
      clock,
    )
    writeFileSync(join(folder, 'views.csv'), views())
    const mapping = {
      identities: { email: 'email' },
      type: 'product_viewed',
      at: 'at',
      properties: { product: 'product', title: 'title' },
    }
    await hub.run({ command: 'import', kind: 'events', file: join(folder, 'views.csv'), mapping })

    const { evaluate, push } = await hub.run({ command: 'sync' })
    expect(push.connections).toMatchObject([{ error: null }])
    expect(evaluate.segments.find(({ id }) => id === 'known')?.members).toBe(PEOPLE)
    const fields = new Map(news.state.snapshot().map(member => [member.email, member.mergeFields]))
    expect(fields.get('p2@example.com')?.PICK1).toMatch(/^outdoor-\d$/)
    expect(fields.get('p1@example.com')?.PICK1).toMatch(/^kitchen-\d$/)
    expect(fields.get('p0@example.com')?.PICK1).toMatch(/-\d$/)
    for (const held of fields.values()) {
      const { PICK1 = '', PICK1_T, PICK1_I = '' } = held as Record<string, string>
      const no = PICK1.match(/^outdoor-(\d)$/)?.[1]
      expect(PICK1_T).toBe(no === undefined ? `The ${PICK1}` : `Listed ${no}`)
      expect(PICK1_I).toBe(no === undefined ? '' : `${PICTURES}/${no}.jpg`)
    }

    const report = await hub.run({ command: 'scores-report', score: 'picks' })
    expect(report.card.verdict).toEqual({ enough: true })
    expect(report.markdown).toContain('NDCG@10')
    expect(report.card.warnings.join()).toContain('of 20 items 10 have no "image"')
    const alike = await hub.run({ command: 'scores-report', score: 'like_hikers' })
    expect(alike.card.verdict).toMatchObject({ reason: expect.stringContaining('125 needed') })
    expect((await hub.run({ command: 'sync' })).push.connections).toMatchObject([{ changed: 0, error: null }])
    await close()
    await news.close()
    await goods.close()
  },
  PATIENCE_MS,
)
