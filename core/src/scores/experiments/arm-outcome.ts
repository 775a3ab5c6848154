import type { Amounts } from './compare-amounts.ts'
import type { Count } from './compare-rates.ts'

/** What became of one arm's contacts within a segment. */
export interface ArmOutcome {
  /** Assigned contacts whose time to act is over, whether a mail reached them or not. */
  readonly contacts: number
  /** Of every rate metric by id: how many contacts did it. */
  readonly successes: Readonly<Record<string, number>>
  /** Of every amount metric by id: one amount for each contact who spent. */
  readonly spent: Readonly<Record<string, Float64Array>>
}

export function countOf({ contacts, successes }: ArmOutcome, metric: string): Count {
  return { contacts, successes: successes[metric] ?? missing(metric) }
}

export function amountsOf({ contacts, spent }: ArmOutcome, metric: string): Amounts {
  return { contacts, spent: spent[metric] ?? missing(metric) }
}

function missing(metric: string): never {
  throw new RangeError(
    `An arm has no figures of the metric \`${metric}\`; count it for every arm, 0 included.`,
  )
}
