import type { SizeName } from './evaluate/size.ts'

/** One measured figure. `floor` and `ratio` where something in the same run bounds it; `reach` is what it should be. */
export interface Row {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly floor?: number
  readonly ratio?: number
  readonly reach?: string
}

/** What `pnpm bench` was asked for beside names. */
interface BenchOptions {
  /** Of the generated world, where a bench has one. */
  readonly size: SizeName
  /** A folder that keeps it for the next run. */
  readonly keep: string | undefined
}

export interface Bench {
  readonly name: string
  /** One line for `--help`. */
  readonly what: string
  run(tell: (text: string) => void, options: BenchOptions): Promise<Row[]>
}

/** The middle one of three runs: one disturbed run does not move it. */
export async function medianOfThree(measure: () => Promise<number>): Promise<number> {
  const values = [await measure(), await measure(), await measure()].sort((a, b) => a - b)
  return values[1] as number
}

export const rounded = (value: number): number => Number(value.toPrecision(3))

/** Seconds that `work` took. */
export async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work()
  return (performance.now() - begun) / 1_000
}
