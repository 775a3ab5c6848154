/** Work that the vendor accepted and does later, by the emulator's clock. */
export interface JobQueue {
  /** Runs `work` once `dueAt` has passed, with the time it was due at. */
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
    const due = jobs.filter(job => job.dueAt <= until).sort((a, b) => a.dueAt - b.dueAt)
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
