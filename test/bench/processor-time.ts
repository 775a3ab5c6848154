/**
 * Seconds of processor time that work takes, which on one thread is its time on an idle machine: beside other
 * work the clock would say how busy the machine is.
 */
export function processorSeconds<Result>(work: () => Result): {
  readonly result: Result
  readonly seconds: number
} {
  const before = process.cpuUsage()
  const result = work()
  const { user, system } = process.cpuUsage(before)
  return { result, seconds: (user + system) / 1e6 }
}
