import type { SegmentPlan, Slot } from '../lower/segment-plan.ts'

/** Thrown before anything is scanned: the columns of a plan take more bytes than are allowed. */
export class BeyondMemory extends Error {
  override readonly name = 'BeyondMemory'

  constructor(least: number, allowed: number) {
    super(`the columns take at least ${least} bytes, and maxStateBytes allows ${allowed}`)
  }
}

/** Throws `BeyondMemory` where columns of so many contacts cannot but take more than `allowed` bytes. */
export function assertRoom({ slots }: SegmentPlan, contacts: number, allowed: number): void {
  const least = contacts * slots.reduce((sum, slot) => sum + leastWidth(slot), 0)
  if (least > allowed) throw new BeyondMemory(least, allowed)
}

/** Bytes of the narrowest array that may hold a slot's values. */
function leastWidth(slot: Slot): number {
  if (slot.type === 'text' || slot.type === 'texts') return 4
  switch (slot.kind) {
    case 'aggregate':
      return slot.empty === 0 ? 1 : 8
    case 'attribute':
    case 'fold':
    case 'share':
    case 'change':
    case 'average':
      return 8
    default:
      return 1
  }
}
