/** What one feature of one row did to a model's output; `value` is NaN where the row has none. */
export interface Contribution {
  readonly feature: string
  readonly value: number
  readonly amount: number
}

/**
 * Why a row got its score: `base` is what the model says of nobody in particular, and `base` plus
 * the sum of all amounts is the model's output for the row, on `scale`. Largest amount first.
 */
export interface Reasons {
  readonly scale: 'log-odds' | 'probability'
  readonly base: number
  readonly contributions: readonly Contribution[]
}

/** Largest effect first, equal effects in the order of the features, without those that did nothing. */
export function ranked(
  features: readonly string[],
  values: readonly number[],
  amounts: ArrayLike<number>,
): Contribution[] {
  return features
    .map((feature, index) => ({
      feature,
      value: values[index] as number,
      amount: amounts[index] as number,
    }))
    .filter(({ amount }) => amount !== 0)
    .sort((a, b) => Math.abs(b.amount) - Math.abs(a.amount))
}
