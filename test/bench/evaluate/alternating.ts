const ROUNDS = 5

/**
 * Seconds of each work: the median of five rounds unless told otherwise, each of which runs all works once, so that whatever
 * else the machine does meanwhile falls on all of them alike.
 */
export async function alternating<Name extends string>(
  works: Readonly<Record<Name, () => Promise<unknown>>>,
  tell: (text: string) => void,
  rounds = ROUNDS,
): Promise<Record<Name, number>> {
  const names = Object.keys(works) as Name[]
  const times = new Map<Name, number[]>(names.map(name => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const name of names) {
      const begun = performance.now()
      await works[name]()
      times.get(name)?.push((performance.now() - begun) / 1_000)
    }
    tell(
      `round ${round + 1}: ${names.map(name => `${name} ${times.get(name)?.at(-1)?.toFixed(3)} s`).join(', ')}`,
    )
  }
  const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[rounds >> 1] as number
  return Object.fromEntries(names.map(name => [name, median(times.get(name) ?? [])])) as Record<Name, number>
}
