/** Work that the vendor accepted and does later, by the emulator's clock. */
export interface JobQueue {
  /** Runs `work` once `dueAt` has passed, with the time it was due at; in no promised order beside others of that time. */
  add(dueAt: number, work: (at: number) => void): void
  /** Does what is due, in order of time. Called before every answer, so that nobody sees a job too early or too late. */
  runDue(now: number): void
  /** Does everything now, due or not. */
  runAll(): void
  readonly waiting: number
}

export function createJobQueue(): JobQueue {
  let jobs: { readonly dueAt: number; readonly work: (at: number) => void }[] = []
  const run = (until: number) => {
    // No order is promised: of two that are due at once the one that came last goes first.
    const due = jobs.filter(job => job.dueAt <= until).reverse()
    due.sort((a, b) => a.dueAt - b.dueAt)
    jobs = jobs.filter(job => job.dueAt > until)
    for (const { dueAt, work } of due) work(dueAt)
  }
  return {
    add: (dueAt, work) => {
      jobs.push({ dueAt, work })
    },
    runDue: run,
    runAll: () => run(Number.POSITIVE_INFINITY),
    get waiting() {
      return jobs.length
    },
  }
}
