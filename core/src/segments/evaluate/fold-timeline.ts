import type { Fold, FoldStep } from '../lower/segment-plan.ts'
import type { TimelineChunk } from '../plan.ts'

/** Reads the rows of one contact after another, each in its order. */
export interface Folding {
  /** Forgets the contact before. */
  begin(): void
  row(at: number, marks: number): void
  /** The moment that the rows led to; NaN for none. */
  end(): number
}

/** Reads a timeline into one moment per contact and fold. */
export class TimelineReader {
  readonly columns: readonly Float64Array[]
  readonly #foldings: readonly Folding[]
  #contact = -1

  constructor(folds: readonly Fold[], capacity: number) {
    this.columns = folds.map(() => new Float64Array(capacity).fill(Number.NaN))
    this.#foldings = folds.map(folding)
  }

  add({ contactNo, at, marks }: TimelineChunk): void {
    for (let row = 0; row < contactNo.length; row++) {
      const contact = contactNo[row] as number
      if (contact !== this.#contact) this.#turnTo(contact)
      for (const one of this.#foldings) one.row(at[row] as number, marks[row] as number)
    }
  }

  finish(): void {
    this.#turnTo(-1)
  }

  #turnTo(contact: number): void {
    if (this.#contact >= 0) {
      for (const [index, one] of this.#foldings.entries()) {
        const column = this.columns[index] as Float64Array
        if (this.#contact < column.length) column[this.#contact] = one.end()
      }
    }
    for (const one of this.#foldings) one.begin()
    this.#contact = contact
  }
}

function folding(fold: Fold): Folding {
  return fold.kind === 'nth' ? new NthFolding(fold) : new SequenceFolding(fold)
}

/** Remembers as many moments as have to lie within the span. */
class NthFolding implements Folding {
  readonly #fold: Extract<Fold, { kind: 'nth' }>
  readonly #recent: Float64Array
  #count = 0
  #found = Number.NaN

  constructor(fold: Extract<Fold, { kind: 'nth' }>) {
    this.#fold = fold
    this.#recent = new Float64Array(fold.number)
  }

  begin(): void {
    this.#count = 0
    this.#found = Number.NaN
  }

  row(at: number, marks: number): void {
    const { mark, number, spanMs, latest } = this.#fold
    if (!has(marks, mark)) return
    this.#recent[this.#count++ % number] = at
    if (this.#count < number || (!latest && !Number.isNaN(this.#found))) return
    // The place that the next row will take holds the oldest of the last `number`.
    const oldest = this.#recent[this.#count % number] as number
    if (spanMs === null || at - oldest < spanMs) this.#found = at
  }

  end(): number {
    return this.#found
  }
}

/**
 * Knows for each step the latest row that ends the steps up to it. No earlier row could do better: the
 * latest is the nearest to whatever comes next, and has the least between.
 */
class SequenceFolding implements Folding {
  readonly #fold: Extract<Fold, { kind: 'sequence' }>
  readonly #reached: Float64Array
  /** Ends of the steps, oldest first, of which it is open whether an absent row follows in time. */
  #open: number[] = []
  #found = Number.NaN

  constructor(fold: Extract<Fold, { kind: 'sequence' }>) {
    this.#fold = fold
    this.#reached = new Float64Array(fold.steps.length)
  }

  begin(): void {
    this.#reached.fill(Number.NaN)
    this.#open = []
    this.#found = Number.NaN
  }

  row(at: number, marks: number): void {
    const { steps, absent } = this.#fold
    this.#settle(at)
    if (absent && has(marks, absent.mark)) this.#open = []
    // From the last step to the first, so that no row is two steps.
    for (let index = steps.length - 1; index >= 0; index--) {
      const step = steps[index] as FoldStep
      if (has(marks, step.mark) && this.#follows(step, index, at)) {
        this.#reached[index] = at
        if (index === steps.length - 1) this.#open.push(at)
      }
      // What lies between two steps parts them; the row itself may be the earlier one, set next.
      if (index > 0 && step.without !== null && has(marks, step.without))
        this.#reached[index - 1] = Number.NaN
    }
  }

  end(): number {
    this.#settle(this.#fold.asOf)
    return this.#fold.due ? (this.#open[0] ?? Number.NaN) + (this.#fold.absent?.forMs ?? 0) : this.#found
  }

  #follows({ gapMs }: FoldStep, index: number, at: number): boolean {
    if (index === 0) return true
    const before = this.#reached[index - 1] as number
    return gapMs === null ? !Number.isNaN(before) : at - before < gapMs
  }

  /** Ends after which nothing followed for long enough are found, as nothing earlier than `at` will come. */
  #settle(at: number): void {
    const forMs = this.#fold.absent?.forMs ?? 0
    while (this.#open.length > 0 && at - (this.#open[0] as number) >= forMs)
      this.#found = this.#open.shift() as number
  }
}

const has = (marks: number, mark: number): boolean => ((marks >>> mark) & 1) === 1
