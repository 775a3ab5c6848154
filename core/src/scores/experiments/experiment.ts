/** A comparison of arms among the contacts of a segment: which there are, and when it is decided. */
export interface Experiment {
  /** Also the salt of the assignment: two experiments cut the same people independently. */
  readonly id: string
  /** The first is the control, against which the others are compared. */
  readonly arms: readonly Arm[]
  /** Share of each segment, 0 to below 1, that no experiment touches; 0 unless said otherwise. */
  readonly holdout?: number
  readonly metrics: readonly Metric[]
  /** Every arm against the control unless said otherwise. */
  readonly pairs?: 'with-control' | 'all'
  readonly looks: LookPlan
}

export interface Arm {
  readonly id: string
  /** Relative to the other arms; 1 unless said otherwise. */
  readonly weight?: number
}

/** A rate counts contacts (opened, bought); an amount is a sum per contact, most often revenue. */
export interface Metric {
  readonly id: string
  readonly kind: 'rate' | 'amount'
}

/**
 * When the figures may decide, fixed before the first of them is seen: once, at so many contacts per arm, at
 * equal steps on the way there with O'Brien and Fleming's bounds, or at fractions of the way with what Lan and
 * DeMets' spending allows at each. Looking more often than planned finds differences that are not there: five
 * looks at 5 % each are wrong in 14 of 100 experiments.
 */
export interface LookPlan {
  readonly contactsPerArm: number
  /** 1, the default, is a fixed horizon; at most 20. Or where to look, such as [0.25, 0.6, 1]. */
  readonly looks?: number | readonly number[]
}
