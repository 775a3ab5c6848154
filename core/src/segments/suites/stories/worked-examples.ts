import { expect, test } from 'vitest'
import type { People, StoryEvent } from './people.ts'
import { bought, event, mails, opened, times } from './story-events.ts'
import type { StoryTeller } from './story-teller.ts'

/** The examples of the requirements, by their numbers, as the files of docs/examples/segments say them. */
export function describeWorkedExamples({ exampleMembers }: StoryTeller): void {
  test('W1: aged 25 to 40, purchased in the last 30 days, opened at least 2 emails', async () => {
    const people: People = {
      ada: { attributes: { age: 25 }, events: [bought, opened, opened] },
      bob: { attributes: { age: 40 }, events: [bought, opened, event('email_opened', '2024-01-01')] },
      tooOld: { attributes: { age: 41 }, events: [bought, opened, opened] },
      ageless: { events: [bought, opened, opened] },
      longAgo: { attributes: { age: 30 }, events: [event('order_placed', '2026-02-01'), opened, opened] },
      oneOpen: { attributes: { age: 30 }, events: [bought, opened] },
    }
    expect(await exampleMembers('w01-recent-buyers.yaml', people)).toEqual({
      'recent-buyers-25-to-40': ['ada', 'bob'],
    })
  })

  test('W5: opened within 7 days, spent over $50 within 30, in California, in the loyalty programme', async () => {
    const attributes = { region: 'California', loyalty_member: true }
    const spent = (...totals: string[]) => totals.map(total => event('order_placed', '2026-03-10', { total }))
    const people: People = {
      ada: { attributes, events: [opened, ...spent('30.00', '20.01')] },
      exactlyFifty: { attributes, events: [opened, ...spent('30.00', '20.00')] },
      noOpen: { attributes, events: [event('email_opened', '2026-03-24'), ...spent('80')] },
      elsewhere: { attributes: { ...attributes, region: 'Nevada' }, events: [opened, ...spent('80')] },
      notLoyal: { attributes: { region: 'California' }, events: [opened, ...spent('80')] },
      lastYear: { attributes, events: [opened, event('order_placed', '2025-03-10', { total: '80' })] },
    }
    expect(await exampleMembers('w05-loyal-californians.yaml', people)).toEqual({
      'loyal-californians': ['ada'],
    })
  })

  test('W8: no open or click in 60 days', async () => {
    const people: People = {
      silent: {},
      longSilent: {
        events: [event('email_opened', '2026-01-31T12:00:00Z'), event('email_sent', '2026-03-31')],
      },
      opener: { events: [event('email_opened', '2026-01-31T12:00:00.001Z')] },
      clicker: { events: [event('email_clicked', '2026-03-01')] },
    }
    expect(await exampleMembers('w08-silent.yaml', people)).toEqual({ silent: ['silent', 'longSilent'] })
  })

  test('W9: an engagement score below the threshold', async () => {
    const score = (engagement_score: number) => ({ attributes: { engagement_score } })
    expect(
      await exampleMembers('w09-engagement-falling.yaml', { low: score(39.9), at: score(40), unscored: {} }),
    ).toEqual({ 'engagement-falling': ['low'] })
  })

  test('W10: engaged on an open, re-engagement on inactivity', async () => {
    const people: People = {
      opener: { events: [opened] },
      lapsed: { events: [event('email_opened', '2026-03-02T12:00:00Z')] },
      // What opened it lately was a machine.
      machine: {
        events: [
          event('email_opened', '2026-01-01'),
          { type: 'email_opened', at: '2026-03-30', machine: true },
        ],
      },
      never: {},
    }
    expect(await exampleMembers('w10-engaged-or-not.yaml', people)).toEqual({
      engaged: ['opener'],
      're-engagement': ['lapsed', 'machine'],
    })
  })

  test('W11: nobody is a high-value customer and a new subscriber at once', async () => {
    const spent = (total: string, at = '2026-03-20') => event('order_placed', at, { total })
    const since = (signedUp: string) => ({ signed_up_at: signedUp })
    const people: People = {
      ada: { attributes: since('2025-01-01'), events: [spent('500')] },
      new: { attributes: since('2026-03-31'), events: [spent('500')] },
      refunded: {
        attributes: since('2025-01-01'),
        events: [spent('500'), event('order_refunded', '2026-03-25', { total: '0.01' })],
      },
      // The order is a year old to the millisecond, and out.
      aYearAgo: { attributes: since('2025-01-01'), events: [spent('500', '2025-04-01T12:00:00Z')] },
      unknown: { events: [spent('499'), spent('1')] },
    }
    const members = await exampleMembers('w11-value-or-new.yaml', people)
    expect(members).toEqual({ 'new-subscribers': ['new'], 'high-value': ['ada', 'unknown'] })
  })

  test('W15: more than 4 purchases a month, and more than 80 % of the mails opened', async () => {
    const people: People = {
      ada: { events: [...times(5, bought), ...mails(6, 5)] },
      eighty: { events: [...times(5, bought), ...mails(5, 4)] },
      four: { events: [...times(4, bought), ...mails(6, 6)] },
      // Six opens of five mails, but of four different ones.
      repeats: {
        events: [
          ...times(5, bought),
          ...mails(5, 4),
          ...times(2, event('email_opened', '2026-03-12', { message: 'm0' })),
        ],
      },
      unmailed: { events: times(5, bought) },
      lastMonth: { events: [...times(5, event('order_placed', '2026-03-02T12:00:00Z')), ...mails(6, 6)] },
    }
    expect(await exampleMembers('w15-keen-frequent-buyers.yaml', people)).toEqual({
      'keen-frequent-buyers': ['ada'],
    })
  })

  test('W16: fewer than 2 purchases a month, and less than 30 % of the mails opened', async () => {
    const people: People = {
      ada: { events: [bought, ...mails(4, 1)] },
      lapsed: { events: [event('order_placed', '2025-01-01'), ...mails(3, 0)] },
      third: { events: [bought, ...mails(3, 1)] },
      twice: { events: [bought, bought, ...mails(4, 1)] },
      // Two mails are too few to tell.
      newcomer: { events: [bought, ...mails(2, 0)] },
      never: { events: mails(4, 0) },
    }
    expect(await exampleMembers('w16-cool-occasional-buyers.yaml', people)).toEqual({
      'cool-occasional-buyers': ['ada', 'lapsed'],
    })
  })

  test('W17: browsers, with no purchase, many page views and no recent activity', async () => {
    const viewed = times(10, event('page_viewed', '2026-02-01'))
    const people: People = {
      browser: { events: viewed },
      buyer: { events: [...viewed, event('order_placed', '2025-06-01')] },
      fewViews: { events: viewed.slice(1) },
      active: { events: [...viewed, event('email_clicked', '2026-03-31')] },
    }
    expect(await exampleMembers('w17-browsers.yaml', people)).toEqual({ browsers: ['browser'] })
  })

  test('W20: high-value repeat buyers, single purchases, and new buyers', async () => {
    const on = (total: string, ...dates: string[]) =>
      dates.map(date => event('order_placed', date, { total }))
    const people: People = {
      best: { events: on('300', '2026-01-05', '2026-03-01') },
      // Spent as much, but not lately.
      early: { events: on('300', '2025-05-01', '2025-06-01') },
      oneLarge: { events: on('500', '2026-03-10') },
      lapsed: { events: on('20', '2025-09-01') },
      small: { events: on('10', '2026-03-05', '2026-03-06', '2026-03-07') },
      window: {},
    }
    expect(await exampleMembers('w20-rfm.yaml', people)).toEqual({
      'high-value-repeat': ['best'],
      'bought-once': ['lapsed'],
      'new-buyers': ['oneLarge', 'small'],
    })
  })

  test('W21: daily, weekly and dormant', async () => {
    // From 26 to 31 March; six whole days before noon of 1 April.
    const everyDay = ['26', '27', '28', '29', '30', '31'].map(day =>
      event('page_viewed', `2026-03-${day}T20:00:00Z`),
    )
    const people: People = {
      daily: { events: [...everyDay, ...times(8, opened)] },
      // Thirteen times, though every day.
      seldom: { events: [...everyDay, ...times(7, opened)] },
      // As often, but not on the 28th.
      pausing: { events: [...everyDay.filter(({ at }) => !at.includes('-28T')), ...times(9, opened)] },
      oneDay: { events: [...times(10, opened), ...times(4, event('page_viewed', '2026-03-31'))] },
      fading: { events: [event('email_opened', '2026-03-10')] },
      dormant: { events: [event('email_opened', '2026-03-02')] },
      unknown: {},
    }
    expect(await exampleMembers('w21-engagement-tiers.yaml', people)).toEqual({
      daily: ['daily'],
      weekly: ['seldom', 'pausing', 'oneDay'],
      dormant: ['dormant', 'unknown'],
    })
  })

  test('W23: three layers, each within the one above', async () => {
    const golfer = { age: 30, interests: ['golf', 'food'] }
    const people: People = {
      ada: { attributes: golfer, events: [bought] },
      noOrder: { attributes: golfer },
      noGolf: { attributes: { age: 30, interests: ['food'] }, events: [bought] },
      tooOld: { attributes: { ...golfer, age: 41 }, events: [bought] },
    }
    expect(await exampleMembers('w23-three-layers.yaml', people)).toEqual({
      'young-adults': ['ada', 'noOrder', 'noGolf'],
      'young-buyers': ['ada', 'noGolf'],
      'young-golfers': ['ada'],
    })
  })

  test('W25: seasonal buyers place at least half of their orders in sale periods', async () => {
    const inSale = event('order_placed', '2025-11-28')
    const other = event('order_placed', '2026-01-15')
    const people: People = {
      half: { events: [inSale, other] },
      most: { events: [inSale, inSale, other] },
      less: { events: [inSale, other, other] },
      // The sale ends with the first instant of 2 December.
      lastInstant: { events: [event('order_placed', '2025-12-02T00:00:00.000Z'), other] },
      tooLate: { events: [event('order_placed', '2025-12-02T00:00:00.001Z'), other] },
      once: { events: [inSale] },
      never: {},
    }
    expect(await exampleMembers('w25-seasonal-buyers.yaml', people)).toEqual({
      'black-week-buyers': ['half', 'most', 'lastInstant'],
    })
  })

  test('W25: four groups by the label of their cluster', async () => {
    const viewed = event('product_viewed', '2026-04-01')
    const of = (cluster: string, ...events: StoryEvent[]) => ({ attributes: { cluster }, events })
    const people: People = {
      ada: of('VIP', viewed),
      bob: of('Browsers', viewed),
      season: of('Seasonal Buyers', viewed),
      // What happened in March is last month, however few days ago.
      march: of('Seasonal Buyers', event('product_viewed', '2026-03-31')),
      bought: of('Seasonal Buyers', viewed, event('order_placed', '2026-04-01T11:00:00Z')),
      new: of('Newcomers'),
      unlabelled: { events: [viewed] },
      otherCase: of('vip'),
    }
    expect(await exampleMembers('w25-four-groups.yaml', people)).toEqual({
      'group-vip': ['ada'],
      'group-browsers': ['bob'],
      'group-seasonal': ['season', 'march', 'bought'],
      'group-newcomers': ['new'],
      'seasonal-in-season': ['season'],
    })
  })

  test('W26: potential churn, with a declining trend of engagement although they bought lately', async () => {
    const before = event('email_opened', '2026-02-10')
    const people: People = {
      down: { events: [bought, ...times(5, before), ...times(4, opened)] },
      gone: { events: [bought, ...times(4, before)] },
      steady: { events: [bought, ...times(4, before), ...times(4, opened)] },
      // 9 of 11 are down by 18 %.
      slightly: { events: [bought, ...times(11, before), ...times(9, opened)] },
      tooFew: { events: [bought, ...times(3, before)] },
      noOrder: { events: times(5, before) },
      clicks: { events: [bought, ...times(4, event('email_clicked', '2026-02-10')), ...times(3, opened)] },
    }
    expect(await exampleMembers('w26-potential-churn.yaml', people)).toEqual({
      'potential-churn': ['down', 'gone', 'clicks'],
    })
  })

  test('W26: three clusters by their labels, and a churn risk that what they did bears out', async () => {
    const [inFebruary, inMarch] = [event('email_opened', '2026-02-15'), event('email_clicked', '2026-03-15')]
    const of = (cluster: string, ...events: StoryEvent[]) => ({ attributes: { cluster }, events })
    const people: People = {
      keen: of('Highly Engaged Recent Buyers', bought, inMarch),
      asleep: of('Inactive Long-Term'),
      atRisk: of('Potential Churn Risks', bought, inFebruary, inFebruary, inMarch),
      steady: of('Potential Churn Risks', bought, inFebruary, inMarch),
      neverRead: of('Potential Churn Risks', bought),
      // On 1 April three months reach back to the first day of the year.
      longAgo: of('Potential Churn Risks', event('order_placed', '2026-01-01T12:00:00Z'), inFebruary),
      justSo: of('Potential Churn Risks', event('order_placed', '2026-01-01T12:00:00.001Z'), inFebruary),
      declining: of('Inactive Long-Term', bought, inFebruary),
    }
    expect(await exampleMembers('w26-three-clusters.yaml', people)).toEqual({
      'highly-engaged': ['keen'],
      inactive: ['asleep', 'declining'],
      'churn-risks': ['atRisk', 'justSo'],
    })
  })

  test('W27: engaged recent buyers, and the dormant', async () => {
    const people: People = {
      ada: { events: [bought, ...mails(4, 2)] },
      cool: { events: [bought, ...mails(4, 1)] },
      dormant: { events: mails(6, 1) },
      silent: {},
      reader: { events: mails(5, 1) },
    }
    expect(await exampleMembers('w27-engaged-and-dormant.yaml', people)).toEqual({
      'engaged-recent-buyers': ['ada'],
      dormant: ['dormant', 'silent'],
    })
  })

  test('W28: VIPs within the cluster of high value', async () => {
    const large = event('order_placed', '2026-01-10', { total: '1000' })
    const people: People = {
      ada: { attributes: { cluster: 'high value' }, events: [large] },
      cluster: { attributes: { cluster: 'high value' }, events: [bought] },
      outside: { attributes: { cluster: 'browsers' }, events: [large] },
    }
    expect(await exampleMembers('w28-vip-within-cluster.yaml', people)).toEqual({
      'high-value-cluster': ['ada', 'cluster'],
      'cluster-vips': ['ada'],
    })
  })

  test('W30: looks at outdoor gear often, without a recent purchase', async () => {
    const looked = event('product_viewed', '2026-03-25', { category: 'outdoor' })
    const people: People = {
      ada: { events: times(5, looked) },
      four: { events: times(4, looked) },
      indoor: { events: [...times(4, looked), event('product_viewed', '2026-03-25', { category: 'lamps' })] },
      buyer: { events: [...times(5, looked), bought] },
    }
    expect(await exampleMembers('w30-outdoor-browsers.yaml', people)).toEqual({ 'outdoor-browsers': ['ada'] })
  })
}
