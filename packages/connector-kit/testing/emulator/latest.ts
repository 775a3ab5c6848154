/** The latest of what happened, as many as a rehearsal looks at; the oldest go. */
export class Latest<Entry> {
  readonly #most: number
  #entries: Entry[] = []

  constructor(most = 1_000) {
    this.#most = most
  }

  add(entry: Entry): void {
    this.#entries.push(entry)
    if (this.#entries.length >= 2 * this.#most) this.#entries = this.#entries.slice(-this.#most)
  }

  get entries(): readonly Entry[] {
    return this.#entries.slice(-this.#most)
  }
}
