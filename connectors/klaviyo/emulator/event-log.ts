/** One event as it is read back. */
export interface LoggedEvent {
  readonly no: number
  readonly metric: number
  readonly profile: number
  /** Milliseconds, whole seconds. */
  readonly at: number
  readonly properties: Readonly<Record<string, unknown>>
  readonly uniqueId: string
}

export interface NewEvent {
  readonly metric: number
  readonly profile: number
  readonly at: number
  readonly properties: Readonly<Record<string, unknown>>
  /** Absent: the time in seconds stands in, so one event per profile, metric and second. */
  readonly uniqueId?: string | undefined
}

const FIRST_CAPACITY = 1_024
const SLOTS_PER_EVENT = 2

/**
 * Events in columns, so that a million of them stay within some tens of megabytes: equal property
 * bags are stored once, and repeats are found in a hash table of event numbers.
 */
export class EventLog {
  #count = 0
  #at = new Float64Array(FIRST_CAPACITY)
  #metric = new Uint16Array(FIRST_CAPACITY)
  #profile = new Int32Array(FIRST_CAPACITY)
  #bag = new Uint32Array(FIRST_CAPACITY)
  #slots = new Int32Array(FIRST_CAPACITY * SLOTS_PER_EVENT).fill(-1)
  readonly #unique: (string | undefined)[] = []
  readonly #bags: Readonly<Record<string, unknown>>[] = []
  readonly #bagNumbers = new Map<string, number>()
  #order = new Uint32Array(0)

  get count(): number {
    return this.#count
  }

  /** False for a repeat of a metric, profile and unique id: the first one stays. */
  add(event: NewEvent): boolean {
    if (this.#count === this.#at.length) this.#grow()
    const at = Math.floor(event.at / 1_000) * 1_000
    const unique = event.uniqueId ?? String(at / 1_000)
    const slot = this.#findSlot(event.metric, event.profile, unique)
    if (this.#slots[slot] !== -1) return false
    const no = this.#count
    this.#slots[slot] = no
    this.#at[no] = at
    this.#metric[no] = event.metric
    this.#profile[no] = event.profile
    this.#bag[no] = this.#internBag(event.properties)
    this.#unique.push(event.uniqueId)
    this.#count += 1
    return true
  }

  /** Whether an event of this metric, profile and unique id is there. */
  has(metric: number, profile: number, uniqueId: string): boolean {
    return this.#slots[this.#findSlot(metric, profile, uniqueId)] !== -1
  }

  /** Gives one profile's events to another, as a merge does. */
  reassign(from: number, to: number): void {
    for (let no = 0; no < this.#count; no += 1) if (this.#profile[no] === from) this.#profile[no] = to
    this.#rehash()
  }

  get(no: number): LoggedEvent {
    return {
      no,
      metric: this.#metric[no] as number,
      profile: this.#profile[no] as number,
      at: this.#at[no] as number,
      properties: this.#bags[this.#bag[no] as number] as Readonly<Record<string, unknown>>,
      uniqueId: this.#uniqueOf(no),
    }
  }

  /**
   * Event numbers in order of time from one position on, forwards or backwards. The caller stops
   * reading when it has enough. Positions are `[at, no]`; `after` is left out itself.
   */
  *walk(after: readonly [number, number] | undefined, descending: boolean): Generator<number> {
    const order = this.#ordered()
    const step = descending ? -1 : 1
    let index =
      after === undefined ? (descending ? order.length - 1 : 0) : this.#beyond(order, after, descending)
    for (; index >= 0 && index < order.length; index += step) yield order[index] as number
  }

  atOf(no: number): number {
    return this.#at[no] as number
  }

  metricOf(no: number): number {
    return this.#metric[no] as number
  }

  profileOf(no: number): number {
    return this.#profile[no] as number
  }

  #beyond(order: Uint32Array, [at, no]: readonly [number, number], descending: boolean): number {
    let low = 0
    let high = order.length
    while (low < high) {
      const middle = (low + high) >> 1
      const other = order[middle] as number
      const difference = (this.#at[other] as number) - at || other - no
      if (descending ? difference < 0 : difference <= 0) low = middle + 1
      else high = middle
    }
    return descending ? low - 1 : low
  }

  /** Sorts what came since the last look and merges it in: appending in order costs nothing. */
  #ordered(): Uint32Array {
    const old = this.#order
    if (old.length === this.#count) return old
    const fresh = Uint32Array.from({ length: this.#count - old.length }, (_, index) => old.length + index)
    fresh.sort((a, b) => this.#compare(a, b))
    const merged = new Uint32Array(this.#count)
    let left = 0
    let right = 0
    for (let to = 0; to < merged.length; to += 1) {
      const a = old[left]
      const b = fresh[right]
      const takeOld = b === undefined || (a !== undefined && this.#compare(a, b) <= 0)
      merged[to] = (takeOld ? a : b) as number
      if (takeOld) left += 1
      else right += 1
    }
    this.#order = merged
    return merged
  }

  #compare(a: number, b: number): number {
    return (this.#at[a] as number) - (this.#at[b] as number) || a - b
  }

  #internBag(properties: Readonly<Record<string, unknown>>): number {
    const text = JSON.stringify(properties)
    const known = this.#bagNumbers.get(text)
    if (known !== undefined) return known
    this.#bags.push(properties)
    this.#bagNumbers.set(text, this.#bags.length - 1)
    return this.#bags.length - 1
  }

  #uniqueOf(no: number): string {
    return this.#unique[no] ?? String((this.#at[no] as number) / 1_000)
  }

  /** Open addressing with a step of one: the slot of the same event, or the free one where it would go. */
  #findSlot(metric: number, profile: number, unique: string): number {
    const size = this.#slots.length
    let slot = hash(metric, profile, unique) % size
    for (;;) {
      const no = this.#slots[slot] as number
      if (no === -1) return slot
      if (this.#metric[no] === metric && this.#profile[no] === profile && this.#uniqueOf(no) === unique)
        return slot
      slot = (slot + 1) % size
    }
  }

  #grow(): void {
    const capacity = this.#at.length * 2
    const widen = <Column extends Float64Array | Uint16Array | Int32Array | Uint32Array>(
      fresh: Column,
      old: Column,
    ): Column => {
      fresh.set(old)
      return fresh
    }
    this.#at = widen(new Float64Array(capacity), this.#at)
    this.#metric = widen(new Uint16Array(capacity), this.#metric)
    this.#profile = widen(new Int32Array(capacity), this.#profile)
    this.#bag = widen(new Uint32Array(capacity), this.#bag)
    this.#rehash()
  }

  #rehash(): void {
    this.#slots = new Int32Array(this.#at.length * SLOTS_PER_EVENT).fill(-1)
    for (let no = 0; no < this.#count; no += 1) {
      const slot = this.#findSlot(this.#metric[no] as number, this.#profile[no] as number, this.#uniqueOf(no))
      this.#slots[slot] = no
    }
  }
}

/** FNV-1a over the text, the two numbers mixed in first. */
function hash(metric: number, profile: number, unique: string): number {
  let state = Math.imul(0x811c9dc5 ^ metric, 0x01000193)
  state = Math.imul(state ^ profile, 0x01000193)
  state = Math.imul(state ^ (profile >>> 8), 0x01000193)
  for (let index = 0; index < unique.length; index += 1) {
    state = Math.imul(state ^ unique.charCodeAt(index), 0x01000193)
  }
  return (state ^ (state >>> 15)) >>> 0
}
