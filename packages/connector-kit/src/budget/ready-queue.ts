import type { Queue, QueueAddOptions } from 'p-queue'

type Run = () => Promise<unknown>

/** What a call says of itself when it joins the queue. */
export interface CallTicket extends QueueAddOptions {
  readonly route: string
  /** Lower starts first. */
  readonly rank: number
}

/** A class of calls lets the next one go first after so many of its own, or a long push would stop all pulls. */
const TURNS_IN_A_ROW = 4

/**
 * The waiting calls of a connection, for p-queue to start from: it sees only those whose budget allows
 * them now, most urgent first, so that a call that must wait for its route never holds back another route.
 * Consent goes before everything; of the others one class in five starts goes to the less urgent ones.
 */
export class ReadyQueue implements Queue<Run, CallTicket> {
  readonly #isReady: (route: string) => boolean
  #waiting: {
    readonly run: Run
    readonly route: string
    readonly rank: number
    readonly id: string | undefined
  }[] = []
  #last = { rank: Number.NaN, inARow: 0 }

  constructor(isReady: (route: string) => boolean) {
    this.#isReady = isReady
  }

  /** As p-queue understands it: 0 means that nothing can be started now, though calls may wait. */
  get size(): number {
    return this.#firstReady() < 0 ? 0 : 1
  }

  /** Calls that wait, ready or not. */
  get waiting(): number {
    return this.#waiting.length
  }

  get routes(): ReadonlySet<string> {
    return new Set(this.#waiting.map(call => call.route))
  }

  enqueue(run: Run, { route = '', rank = 0, id }: Partial<CallTicket> = {}): void {
    const after = this.#waiting.findLastIndex(call => call.rank <= rank)
    this.#waiting.splice(after + 1, 0, { run, route, rank, id })
  }

  dequeue(): Run | undefined {
    const at = this.#firstReady()
    const [call] = at < 0 ? [] : this.#waiting.splice(at, 1)
    if (!call) return undefined
    this.#last = { rank: call.rank, inARow: call.rank === this.#last.rank ? this.#last.inARow + 1 : 1 }
    return call.run
  }

  remove(id: string): void {
    this.#waiting = this.#waiting.filter(call => call.id !== id)
  }

  /** Part of p-queue's interface for `sizeBy`, which nobody calls here. */
  filter({ rank }: Readonly<Partial<CallTicket>>): Run[] {
    return this.#waiting.filter(call => call.rank === rank).map(call => call.run)
  }

  setPriority(id: string, rank: number): void {
    const call = this.#waiting.find(other => other.id === id)
    if (!call) return
    this.remove(id)
    this.enqueue(call.run, { route: call.route, rank, id })
  }

  #firstReady(): number {
    const known = new Map<string, boolean>()
    const ready = ({ route }: { readonly route: string }) => {
      const is = known.get(route) ?? this.#isReady(route)
      known.set(route, is)
      return is
    }
    const first = this.#waiting.findIndex(ready)
    const { rank, inARow } = this.#last
    const goesOn = this.#waiting[first]?.rank === rank && rank > MOST_URGENT && inARow >= TURNS_IN_A_ROW
    if (!goesOn) return first
    const other = this.#waiting.findIndex(call => call.rank > rank && ready(call))
    return other < 0 ? first : other
  }
}

/** The rank of consent, which never waits for its turn. */
const MOST_URGENT = 0
