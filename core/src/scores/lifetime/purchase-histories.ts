/** Purchases in no particular order, column by column. A day is the number of whole days since 1970-01-01. */
export interface Purchases {
  readonly contactNos: Uint32Array
  readonly days: Float64Array
  /** In the hub's currency, in any unit; figures come back in the same. NaN where it is not known. */
  readonly amounts: Float64Array
}

/**
 * What the models need of every contact who bought by the snapshot, column by column. Purchases of one
 * day are one purchase. Source: Fader, Hardie & Lee 2005, "Counting your customers the easy way".
 */
export interface PurchaseHistories {
  readonly contactNos: Uint32Array
  /** Purchases after the first: x. */
  readonly repeats: Uint32Array
  /** Days from the first purchase to the last: t_x. */
  readonly lastDays: Uint32Array
  /** Days from the first purchase to the snapshot: T. */
  readonly ageDays: Uint32Array
  /** Sum of all amounts. */
  readonly totals: Float64Array
  /** Sum of the amounts after the first purchase day. */
  readonly repeatTotals: Float64Array
  readonly leftOut: LeftOut
}

/** Rows that say nothing about who buys: counted, so that nobody has to guess where they went. */
interface LeftOut {
  /** A refund is not a purchase. */
  readonly negative: number
  readonly amountUnknown: number
  readonly dayUnknown: number
  /** After the snapshot; a model that saw them would know the future. */
  readonly later: number
}

/** A history is at most this long, 179 years, so that three counts fit one exact number. */
export const MAX_DAYS = 65_535

/**
 * Purchases up to and including `snapshotDay` as one history per contact, in the order of contact numbers.
 * A free purchase (amount 0) counts as a purchase. Throws a RangeError for a history above `MAX_DAYS`.
 */
export function summarisePurchases(purchases: Purchases, snapshotDay: number): PurchaseHistories {
  const { usable, leftOut } = sift(purchases, snapshotDay)
  usable.sort(
    (i, j) =>
      at(purchases.contactNos, i) - at(purchases.contactNos, j) ||
      at(purchases.days, i) - at(purchases.days, j),
  )
  const size = countContacts(purchases.contactNos, usable)
  const histories = {
    contactNos: new Uint32Array(size),
    repeats: new Uint32Array(size),
    lastDays: new Uint32Array(size),
    ageDays: new Uint32Array(size),
    totals: new Float64Array(size),
    repeatTotals: new Float64Array(size),
    leftOut,
  }
  let row = -1
  let first = 0
  for (let k = 0; k < usable.length; k += 1) {
    const i = usable[k] as number
    const contactNo = at(purchases.contactNos, i)
    const day = Math.floor(at(purchases.days, i))
    const amount = at(purchases.amounts, i)
    if (row < 0 || histories.contactNos[row] !== contactNo) {
      row += 1
      first = day
      histories.contactNos[row] = contactNo
      histories.ageDays[row] = checkedAge(snapshotDay - day)
    }
    const since = day - first
    if (since > (histories.lastDays[row] as number)) {
      histories.repeats[row] = (histories.repeats[row] as number) + 1
      histories.lastDays[row] = since
    }
    histories.totals[row] = (histories.totals[row] as number) + amount
    if (since > 0) histories.repeatTotals[row] = (histories.repeatTotals[row] as number) + amount
  }
  return histories
}

function sift({ days, amounts }: Purchases, snapshotDay: number) {
  const kept = new Uint32Array(days.length)
  const leftOut = { negative: 0, amountUnknown: 0, dayUnknown: 0, later: 0 }
  let size = 0
  for (let i = 0; i < days.length; i += 1) {
    const day = at(days, i)
    const amount = at(amounts, i)
    if (!Number.isFinite(day)) leftOut.dayUnknown += 1
    else if (day >= snapshotDay + 1) leftOut.later += 1
    else if (!Number.isFinite(amount)) leftOut.amountUnknown += 1
    else if (amount < 0) leftOut.negative += 1
    else kept[size++] = i
  }
  return { usable: kept.subarray(0, size), leftOut }
}

function countContacts(contactNos: Uint32Array, sorted: Uint32Array): number {
  let size = 0
  for (let k = 0; k < sorted.length; k += 1) {
    if (k === 0 || at(contactNos, sorted[k] as number) !== at(contactNos, sorted[k - 1] as number)) size += 1
  }
  return size
}

function checkedAge(days: number): number {
  if (days > MAX_DAYS) {
    throw new RangeError(`A purchase ${days} days before the snapshot is not believable; check its date.`)
  }
  return days
}

const at = (column: ArrayLike<number>, i: number) => column[i] as number
