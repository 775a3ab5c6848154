import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'

const BIN = fileURLToPath(new URL('../../../packages/cli/src/bin.ts', import.meta.url))

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  /** The last line of stdout as JSON. */
  readonly json: () => unknown
}

export interface Started {
  readonly ended: Promise<Ended>
  /** Resolves once this has been printed on either stream; rejects when the process ends without it. */
  printed(text: string): Promise<void>
  /** Sends the signal; resolves when the process is gone. */
  kill(signal: NodeJS.Signals): Promise<void>
  /** Sends the signal and does not wait. */
  signal(signal: NodeJS.Signals): void
}

const running = new Set<ChildProcess>()
afterAll(() => {
  for (const child of running) child.kill('SIGKILL')
})

/** Starts the real `esplanade` command in a child process, as a user would. */
export function startEsplanade(
  folder: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Started {
  const { PATH, TMPDIR } = process.env
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd: folder,
    env: { PATH, TMPDIR, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  const said = { stdout: '', stderr: '' }
  const watchers = new Set<() => void>()
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text
      for (const watch of watchers) watch()
    })
  }
  const ended = new Promise<Ended>(resolve => {
    child.once('close', code =>
      resolve({ code, ...said, json: () => JSON.parse(said.stdout.trimEnd().split('\n').at(-1) ?? '') }),
    )
  })
  return {
    ended,
    printed: text => printed(text, said, watchers, ended),
    kill: signal => killed(child, signal),
    signal: signal => void child.kill(signal),
  }
}

/** Runs the command to its end. */
export function esplanade(
  folder: string,
  args: readonly string[],
  environment?: Readonly<Record<string, string>>,
): Promise<Ended> {
  return startEsplanade(folder, args, environment).ended
}

async function killed(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill(signal)
  await gone
}

function printed(
  text: string,
  said: { readonly stdout: string; readonly stderr: string },
  watchers: Set<() => void>,
  ended: Promise<Ended>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const watch = () => {
      if (!`${said.stdout}${said.stderr}`.includes(text)) return
      watchers.delete(watch)
      resolve()
    }
    watchers.add(watch)
    watch()
    void ended.then(({ stderr }) => reject(new Error(`Ended without printing "${text}": ${stderr}`)))
  })
}
