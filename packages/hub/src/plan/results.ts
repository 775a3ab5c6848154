import type { MissingAmounts } from '../segments/results.ts'

/** What a push would do, before anything is sent. */
export interface PlanResult {
  readonly asOf: string
  readonly targets: readonly PlannedTarget[]
  readonly creates: readonly { readonly connection: string; readonly what: string }[]
  /** Fields that are left as they are, because amounts that they are made of have no rate. */
  readonly held: readonly HeldField[]
  /** That write. */
  readonly requests: number
  /** Beside those: what is read on the way, and asked of jobs. */
  readonly reads: number
  readonly minutes: number
}

export interface HeldField extends MissingAmounts {
  readonly connection: string
  readonly field: string
}

export interface PlannedTarget {
  readonly connection: string
  readonly container: string
  /** `tag:VIP`, `list:VIP`, `fields`, `opt-out`. */
  readonly target: string
  /** What the target holds before. */
  readonly current: number
  readonly add: number
  readonly change: number
  readonly remove: number
  readonly unchanged: number
  /** Rows that we refuse, by reason. */
  readonly refused: Readonly<Record<string, number>>
  readonly requests: number
  readonly reads: number
  readonly minutes: number
  /** Set when the brake holds this target until `--confirm`; in words. */
  readonly braked: string | null
}
