import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { AskedAccount } from './emulator-process.ts'

export interface EmulatorProcess {
  /** The configuration of a connection to it. */
  readonly config: unknown
  /** What filling the account took of its processor time. */
  readonly cpuSeconds: number
  /** What the process grew by meanwhile. */
  readonly filledMb: number
  readonly close: () => Promise<void>
}

/** Fills an emulator in a process of its own; its clock stands at `now`. */
export async function openEmulatorProcess(asked: AskedAccount): Promise<EmulatorProcess> {
  const child = fork(fileURLToPath(new URL('./emulator-process.ts', import.meta.url)), [
    JSON.stringify(asked),
  ])
  const exited = once(child, 'exit')
  const failed = exited.then(([code]) => {
    throw new Error(`The emulator of ${asked.vendor} ended with ${code} before it was filled.`)
  })
  const [filled] = (await Promise.race([once(child, 'message'), failed])) as [Omit<EmulatorProcess, 'close'>]
  failed.catch(() => undefined)
  return {
    ...filled,
    close: async () => {
      child.send('close')
      await exited
    },
  }
}
