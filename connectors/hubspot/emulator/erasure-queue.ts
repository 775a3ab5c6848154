/** The vendor promises 30 days and is quicker; the seconds are ours. */
const ERASURE_TAKES_MS = 5_000

/** Contacts that HubSpot said it would erase. */
export class ErasureQueue {
  #waiting: { readonly id: string; readonly at: number }[] = []

  add(id: string, now: number): void {
    this.#waiting.push({ id, at: now + ERASURE_TAKES_MS })
  }

  takeDue(now: number): string[] {
    const due = this.#waiting.filter(({ at }) => at <= now)
    if (due.length > 0) this.#waiting = this.#waiting.filter(({ at }) => at > now)
    return due.map(({ id }) => id)
  }
}
