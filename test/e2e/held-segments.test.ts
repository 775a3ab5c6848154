import { startEmulator } from '@esplanade/connector-kit/emulator'
import { days, hours, instant, simulatedClock } from '@esplanade/core/schema'
import { all, attribute, consent, inSegment, none, segment, tagged } from '@esplanade/core/segments'
import { mailchimp } from '@esplanade/mailchimp'
import { mailchimpEmulator } from '@esplanade/mailchimp/emulator'
import { expect, test } from 'vitest'
import { openRealHub } from './real-data/real-hub.ts'

const NOW = Date.parse('2026-03-01T00:00:00Z')

test('segments of consent and tags follow the vendor, and are held where it was not pulled in time', async () => {
  const clock = simulatedClock(instant(NOW))
  const news = await startEmulator(mailchimpEmulator, { clock })
  news.state.addAudience({ id: 'a1', name: 'Readers', mergeFields: [] })
  const join = (name: string, more: object = {}) =>
    news.state.addMember('a1', {
      email: `${name}@example.com`,
      timestampOpt: NOW - days(9),
      mergeFields: {},
      ...more,
    })
  join('ada', { tags: ['VIP'] })
  join('bob', { tags: ['VIP', 'Old'] })
  join('cy')
  news.state.changeMember('a1', 'bob@example.com', { status: 'unsubscribed', at: NOW - days(1) })
  const vip = segment('vip', 'Tagged VIP', tagged('VIP', 'news', { container: 'a1' }))
  const { hub, close } = await openRealHub(
    NOW,
    {
      connections: { news: mailchimp({ apiKey: 'emulator-key-us1', baseUrl: news.url }) },
      segments: [
        vip,
        segment('out', 'Opted out', consent('email', 'opted_out')),
        segment('mailable-vip', 'VIPs to mail', all(inSegment('vip'), consent('email', 'mailable')), {
          fresh: { news: '24h' },
        }),
        segment('others', 'Mailed as well', none(inSegment('mailable-vip'))),
        segment('everybody', 'Everybody', none(attribute('first_name').is('Nobody'))),
      ],
      syncs: [{ connection: 'news', segment: 'others', into: { tag: 'Others' } }],
    },
    clock,
  )
  const evaluate = async () => {
    const { segments, held } = await hub.run({ command: 'evaluate' })
    return { sizes: Object.fromEntries(segments.map(({ id, members }) => [id, members])), held }
  }
  try {
    const before = await evaluate()
    // Nothing was read yet, so nothing is said of whom the tag or the need for fresh data decides.
    expect(before.sizes).toEqual({ out: 0, everybody: 0 })
    expect(before.held).toMatchObject([
      { segment: 'vip', because: 'unread', connection: 'news', target: 'tag:VIP' },
      { segment: 'mailable-vip', because: 'stale', lastPull: null },
      { segment: 'mailable-vip', because: 'unread' },
      { segment: 'others', because: 'stale' },
      { segment: 'others', because: 'unread' },
    ])

    expect(await hub.run({ command: 'pull' })).toMatchObject({ connections: [{ error: null }] })
    clock.advance(hours(24))
    expect((await evaluate()).sizes).toEqual({ vip: 2, out: 1, everybody: 3 })
    // A segment that has no members because it was never computed empties no tag.
    await expect(hub.run({ command: 'plan' })).rejects.toThrow('"others" was never evaluated')

    await hub.run({ command: 'pull' })
    const sizes = { vip: 2, out: 1, 'mailable-vip': 1, others: 2, everybody: 3 }
    expect(await evaluate()).toEqual({ sizes, held: [] })
    const explained = await hub.run({
      command: 'segments-explain',
      segment: 'mailable-vip',
      contact: 'bob@example.com',
    })
    expect(explained).toMatchObject({ member: false, smallestChange: ['mailable-vip when.all[1]'] })

    // A day later the vendor was not asked again, and everybody stays where they are.
    clock.advance(hours(24))
    expect(await evaluate()).toMatchObject({
      sizes,
      held: [
        { segment: 'mailable-vip', because: 'stale', lastPull: '2026-03-02T00:00:00.000Z', ageMs: hours(24) },
        { segment: 'others' },
      ],
    })
    // Days of evaluations later its members are still those of the second, and that is told.
    clock.advance(days(3))
    const { warnings } = await hub.run({ command: 'evaluate' })
    expect(warnings.filter(({ kind }) => kind === 'stale')).toMatchObject([
      { segment: 'mailable-vip', evaluatedAt: '2026-03-02T00:00:00.000Z', ageMs: days(4) },
      { segment: 'others' },
    ])
    const listed = await hub.run({ command: 'segments-list' })
    expect(Object.fromEntries(listed.map(({ id, evaluatedAt }) => [id, evaluatedAt]))).toMatchObject({
      vip: '2026-03-06T00:00:00.000Z',
      'mailable-vip': '2026-03-02T00:00:00.000Z',
    })
    await hub.run({ command: 'pull' })
    expect((await evaluate()).held).toEqual([])
  } finally {
    await close()
    await news.close()
  }
})
