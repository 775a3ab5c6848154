import type { FaultOrder } from './definition.ts'

/** Faults waiting to be played, in the order they were placed. */
export interface FaultOrders {
  readonly place: (order: FaultOrder) => () => void
  /** Uses up one time of the first order that matches. */
  take(route: string): FaultOrder['fault'] | undefined
  readonly waiting: () => number
  readonly takeBack: () => void
}

export function createFaultOrders(): FaultOrders {
  let waiting: { readonly order: FaultOrder; left: number }[] = []
  return {
    place: order => {
      const placed = { order, left: order.times }
      waiting.push(placed)
      return () => {
        waiting = waiting.filter(other => other !== placed)
      }
    },
    waiting: () => waiting.length,
    takeBack: () => {
      waiting = []
    },
    take: route => {
      const found = waiting.find(({ order }) => order.route === undefined || order.route === route)
      if (!found) return undefined
      found.left -= 1
      if (found.left <= 0) waiting = waiting.filter(other => other !== found)
      return found.order.fault
    },
  }
}
