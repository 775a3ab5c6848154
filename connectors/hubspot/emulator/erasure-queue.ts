/** The vendor promises 30 days and is quicker; the seconds are ours. */
const ERASURE_TAKES_MS = 5_000
/** How long what was archived can be restored. */
export const ARCHIVE_KEPT_MS = 90 * 86_400_000

interface Due {
  readonly id: string
  readonly at: number
}

/** Contacts that HubSpot said it would erase, those whose time in the archive runs out, and blocked addresses. */
export class ErasureQueue {
  /** Addresses, in lower case, that were erased before any contact had them. */
  readonly blocked = new Set<string>()
  #asked: Due[] = []
  #archived: Due[] = []

  ask(id: string, now: number): void {
    this.#asked.push({ id, at: now + ERASURE_TAKES_MS })
  }

  archive(id: string, now: number): void {
    this.#archived.push({ id, at: now + ARCHIVE_KEPT_MS })
  }

  takeAsked(now: number): string[] {
    const due = this.#asked.filter(({ at }) => at <= now)
    if (due.length > 0) this.#asked = this.#asked.filter(({ at }) => at > now)
    return due.map(({ id }) => id)
  }

  /** In order of archiving, so that nothing behind the first that is not due is looked at. */
  takeExpired(now: number): string[] {
    const first = this.#archived.findIndex(({ at }) => at > now)
    return this.#archived.splice(0, first === -1 ? this.#archived.length : first).map(({ id }) => id)
  }
}
