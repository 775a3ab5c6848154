/** How old a count may be. That counts lag is from memory of the vendor's pages; the minute is ours. */
const MAX_AGE_MS = 60_000

/** Reads back what was counted up to a minute ago: single members read back at once, counts of them do not. */
export class LaggingCount {
  #at = Number.NEGATIVE_INFINITY
  #value = 0

  read(now: number, count: () => number): number {
    if (now - this.#at >= MAX_AGE_MS) {
      this.#value = count()
      this.#at = now
    }
    return this.#value
  }
}
