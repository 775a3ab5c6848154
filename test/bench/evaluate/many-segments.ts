import { event, noEvent, type SegmentDefinition, segment } from '@esplanade/core/segments'

const WINDOWS = [3, 10, 21, 45, 75, 105, 150, 240, 300, 540] as const

/** A hundred and fifty more segments: fifteen questions, each over ten windows of its own. */
export const MORE_SEGMENTS: readonly SegmentDefinition[] = WINDOWS.flatMap(days => {
  const within = `${days}d` as const
  const named = (id: string, when: Parameters<typeof segment>[2]) =>
    segment(`${id}-${days}`, `${id}, ${days} days`, when)
  return [
    named(
      'sent',
      event('email_sent')
        .within(within)
        .count()
        .atLeast(days / 10),
    ),
    named(
      'opened',
      event('email_opened')
        .within(within)
        .count()
        .atLeast(days / 20),
    ),
    named('by-hand', event('email_opened').where({ machine: false }).within(within).count().atLeast(2)),
    named('unopened', noEvent('email_opened').within(within)),
    named('clicked', event('email_clicked').within(within)),
    named('pages', event('page_viewed').within(within).count().atLeast(3)),
    named('boots', event('page_viewed').where({ category: 'boots' }).within(within)),
    named(
      'seconds',
      event('page_viewed')
        .within(within)
        .sum('seconds')
        .atLeast(10 * days),
    ),
    named('products', event('product_viewed').within(within).count().atLeast(2)),
    named('dear', event('product_viewed').within(within).max('price').atLeast(100)),
    named('carts', event('cart_added').within(within)),
    named('carts-worth', event('cart_added').within(within).sum('price').atLeast(days)),
    named('orders', event('order_placed').within(within)),
    named('spent', event('order_placed').within(within).sum('total').atLeast(days)),
    named('largest', event('order_placed').within(within).max('total').atLeast(50)),
  ]
})
