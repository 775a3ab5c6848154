import { all, event, rank, type SegmentDefinition, segment, sequence } from '@esplanade/core/segments'

/** Ten segments that one grouped count cannot answer: rates, the last few, order, the n-th event, quantiles. */
export const SPECIAL_SEGMENTS: readonly SegmentDefinition[] = [
  segment(
    'opens-most',
    'Opened more than 80 % of the mails of 90 days',
    event('email_sent').within('90d').rate('email_opened', { of_at_least: 3 }).moreThan('80%'),
  ),
  segment(
    'clicks-rarely',
    'Clicked less than a tenth of the mails of 180 days',
    event('email_sent').within('180d').rate('email_clicked', { of_at_least: 5 }).lessThan('10%'),
  ),
  segment(
    'opened-last-three',
    'Opened all of the last three mails',
    event('email_sent').within('90d').matched('email_opened', { last: 3 }).is(3),
  ),
  segment(
    'viewed-carted-left',
    'Looked, added to the cart, did not order within the hour',
    sequence(
      [
        { event: 'product_viewed' },
        { event: 'cart_added', within: '1d' },
        { no_event: 'order_placed', within: '1h' },
      ],
      { within: '30d' },
    ),
  ),
  segment(
    'abandoned-cart',
    'Left a cart within two days',
    sequence([{ event: 'cart_added' }, { no_event: 'order_placed', within: '2h' }], { within: '2d' }),
  ),
  segment(
    'vip-third-order',
    'VIP since the third order within a month',
    event('order_placed').nth(3, { span: '30d' }).exists(),
  ),
  segment(
    'top-fifth',
    'The fifth that spends most',
    rank({ event: 'order_placed', within: '365d', sum: 'total' }, { top: '20%' }),
  ),
  segment(
    'recent-and-frequent',
    'Recent and frequent, by quantile',
    all(
      rank({ event: 'order_placed', last: 'at' }, { top: '20%' }),
      rank({ event: 'order_placed', within: '730d', count: true }, { top: '40%' }),
    ),
  ),
  segment(
    'opens-falling',
    'Opens halve while purchases are recent',
    all(
      event('email_opened').within('60d').change({ of_at_least: 4 }).atMost('-50%'),
      event('order_placed').within('90d'),
    ),
  ),
  segment(
    'shoe-share',
    'Half of the orders are shoes',
    event('order_placed').share({ category: 'shoes' }, { of_at_least: 2 }).atLeast('50%'),
  ),
]
