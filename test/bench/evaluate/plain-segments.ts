import {
  all,
  any,
  attribute,
  event,
  noEvent,
  none,
  type SegmentDefinition,
  segment,
} from '@esplanade/core/segments'

/** Forty segments as a shop with newsletters has them: attributes, counts, sums, recency, absence. */
export const PLAIN_SEGMENTS: readonly SegmentDefinition[] = [
  segment('us', 'In the United States', attribute('country').is('US')),
  segment(
    'californians',
    'Californian members',
    all(attribute('region').is('California'), attribute('loyalty_member').is(true)),
  ),
  segment('sunny', 'Of the sunny states', attribute('region').in('California', 'Florida', 'Texas')),
  segment('adults-25-40', 'Born 1986 to 2001', attribute('birthday').between('1986-01-01', '2001-12-31')),
  segment('no-birthday', 'Birthday unknown', attribute('birthday').exists(false)),
  segment('women', 'Women', attribute('gender').is('f')),
  segment('many-points', 'At least 500 points', attribute('points').atLeast(500)),
  segment('reader', 'Opened twice within a month', event('email_opened').within('30d').count().atLeast(2)),
  segment(
    'keen-reader',
    'Opened five times within a quarter',
    event('email_opened').within('90d').count().atLeast(5),
  ),
  segment(
    'human-reader',
    'Opened by hand within 60 days',
    event('email_opened').where({ machine: false }).within('60d'),
  ),
  segment('clicker', 'Clicked within two weeks', event('email_clicked').within('14d')),
  segment(
    'clicks-often',
    'Clicked three times a year',
    event('email_clicked').within('365d').count().atLeast(3),
  ),
  segment('silent', 'No open or click in 60 days', noEvent('email_opened', 'email_clicked').within('60d')),
  segment('never-opened', 'Never opened', noEvent('email_opened')),
  segment(
    'overmailed',
    'More than eight mails in 30 days',
    event('email_sent').within('30d').count().moreThan(8),
  ),
  segment('mailed-lately', 'Mailed within a week', event('email_sent').within('7d')),
  segment('unmailed', 'No mail in 90 days', noEvent('email_sent').within('90d')),
  segment('first-mail', 'First mail within half a year', event('email_sent').first('at').within('180d')),
  segment('buyer', 'Ever ordered', event('order_placed')),
  segment('recent-buyer', 'Ordered within 30 days', event('order_placed').within('30d')),
  segment(
    'spender',
    'Spent 50 within 30 days',
    event('order_placed').within('30d').sum('total').moreThan(50),
  ),
  segment(
    'big-spender',
    'Spent 500 within a year',
    event('order_placed').within('365d').sum('total').atLeast(500),
  ),
  segment('large-orders', 'Orders of 100 on average', event('order_placed').avg('total').atLeast(100)),
  segment('one-large-order', 'An order of 300', event('order_placed').max('total').atLeast(300)),
  segment('small-orders', 'Never an order below 20', event('order_placed').min('total').atLeast(20)),
  segment('once', 'Ordered once', event('order_placed').count().is(1)),
  segment(
    'lapsed',
    'Ordered, not within 180 days',
    all(event('order_placed'), noEvent('order_placed').within('180d')),
  ),
  segment(
    'shoes',
    'Bought shoes within a year',
    event('order_placed').where({ category: 'shoes' }).within('365d'),
  ),
  segment('last-boots', 'Bought boots last', event('order_placed').last('category').is('boots')),
  segment(
    'items',
    'Ten items within half a year',
    event('order_placed').within('180d').sum('items').atLeast(10),
  ),
  segment('browser', 'Ten pages within 30 days', event('page_viewed').within('30d').count().atLeast(10)),
  segment(
    'long-visits',
    'An hour of reading within 90 days',
    event('page_viewed').within('90d').sum('seconds').atLeast(3_600),
  ),
  segment(
    'shoe-pages',
    'Three pages of shoes within 60 days',
    event('page_viewed').within('60d').where({ category: 'shoes' }).count().atLeast(3),
  ),
  segment(
    'last-page',
    'Last page was outdoor',
    event('page_viewed').within('30d').last('category').is('outdoor'),
  ),
  segment('away', 'No page in 120 days', noEvent('page_viewed').within('120d')),
  segment('looks', 'Five products within 14 days', event('product_viewed').within('14d').count().atLeast(5)),
  segment(
    'dear-looks',
    'Looked at something of 200 within 60 days',
    event('product_viewed')
      .where({ price: { at_least: 200 } })
      .within('60d'),
  ),
  segment('carts', 'Two carts within 30 days', event('cart_added').within('30d').count().atLeast(2)),
  segment(
    'looks-only',
    'Looks and never buys',
    all(event('product_viewed').within('90d').count().atLeast(3), none(event('order_placed'))),
  ),
  segment(
    'engaged',
    'Reads, clicks or buys',
    any(
      event('email_opened').within('30d'),
      event('email_clicked').within('30d'),
      event('order_placed').within('60d'),
    ),
  ),
]
