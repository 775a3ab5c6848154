const ROUNDS = 5

/** What a work took: by the clock, and of all processors together, which other work on the machine disturbs less. */
export interface Taken {
  readonly seconds: number
  readonly processorSeconds: number
}

/** A work, or one that measures a part of itself: what it needs before and after is not counted. */
type Work = () => Promise<unknown>
export type MeasuredWork = () => Promise<Taken>

/**
 * Seconds of each work: the median of five rounds unless told otherwise, each of which runs all works once, so that whatever
 * else the machine does meanwhile falls on all of them alike.
 */
export async function alternating<Name extends string>(
  works: Readonly<Record<Name, Work>>,
  tell: (text: string) => void,
  rounds = ROUNDS,
): Promise<Record<Name, number>> {
  const names = Object.keys(works) as Name[]
  const measured = names.map(name => [name, () => measure(works[name])] as const)
  const taken = await alternatingMeasured(
    Object.fromEntries(measured) as Record<Name, MeasuredWork>,
    tell,
    rounds,
  )
  return Object.fromEntries(names.map(name => [name, taken[name].seconds])) as Record<Name, number>
}

/** The same of works that measure themselves, with their processor time. */
export async function alternatingMeasured<Name extends string>(
  works: Readonly<Record<Name, MeasuredWork>>,
  tell: (text: string) => void,
  rounds = ROUNDS,
): Promise<Record<Name, Taken>> {
  const names = Object.keys(works) as Name[]
  const times = new Map<Name, Taken[]>(names.map(name => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const name of names) times.get(name)?.push(await works[name]())
    tell(`round ${round + 1}: ${names.map(name => `${name} ${inWords(times.get(name)?.at(-1))}`).join(', ')}`)
  }
  const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[rounds >> 1] as number
  const medians = (all: readonly Taken[]): Taken => ({
    seconds: median(all.map(({ seconds }) => seconds)),
    processorSeconds: median(all.map(({ processorSeconds }) => processorSeconds)),
  })
  return Object.fromEntries(names.map(name => [name, medians(times.get(name) ?? [])])) as Record<Name, Taken>
}

export async function measure(work: Work): Promise<Taken> {
  const [begun, before] = [performance.now(), process.cpuUsage()]
  await work()
  const { user, system } = process.cpuUsage(before)
  return { seconds: (performance.now() - begun) / 1_000, processorSeconds: (user + system) / 1e6 }
}

const inWords = (taken: Taken | undefined): string =>
  `${taken?.seconds.toFixed(3)} s (processors ${taken?.processorSeconds.toFixed(3)} s)`
