/** More than a rehearsal looks at; the oldest go. */
const MAX_STARTS = 1_000

interface AutomationStart {
  readonly by: 'tag' | 'event'
  readonly name: string
}

/** What would have started an audience's automations: a tag or an event that was not written as mere syncing. */
export class AutomationLog {
  #starts: AutomationStart[] = []

  start(by: AutomationStart['by'], name: string): void {
    this.#starts.push({ by, name })
    if (this.#starts.length > MAX_STARTS) this.#starts = this.#starts.slice(-MAX_STARTS)
  }

  get starts(): readonly AutomationStart[] {
    return this.#starts
  }
}
