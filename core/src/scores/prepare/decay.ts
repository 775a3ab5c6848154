/**
 * What something `ageDays` old still weighs when the weight halves every `halfLifeDays`: 1 today,
 * 0.5 after one half-life. What is missing (it never happened) weighs 0, and what is dated ahead, 1.
 * Throws a RangeError on a half-life that is not above 0.
 */
export function decay(ageDays: number, halfLifeDays: number): number {
  if (!(halfLifeDays > 0))
    throw new RangeError(`A half-life is a number of days above 0, not ${halfLifeDays}.`)
  if (Number.isNaN(ageDays)) return 0
  return 0.5 ** (Math.max(0, ageDays) / halfLifeDays)
}
