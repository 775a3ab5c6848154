import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { systemClock } from '@esplanade/core/schema'
import { z } from 'zod'
import type { CliWorld, Output } from './world.ts'

const DEFAULT_COLUMNS = 80

/** The real world: this process, its terminal, its clock. */
export function processWorld(): CliWorld {
  return {
    stdout: outputOf(process.stdout),
    stderr: outputOf(process.stderr),
    interactive: Boolean(process.stdin.isTTY && process.stdout.isTTY),
    environment: process.env,
    folder: process.cwd(),
    clock: systemClock,
    random: Math.random,
    processors: availableParallelism(),
    pid: process.pid,
    version: ownVersion(),
    enter: folder => process.chdir(folder),
    onInterrupt(handler) {
      process.on('SIGINT', handler).on('SIGTERM', handler)
      return () => process.off('SIGINT', handler).off('SIGTERM', handler)
    },
    kill: exitCode => process.exit(exitCode),
    // Loaded when needed, so that `--help` does not wait for it.
    openHub: async (config, world) => (await import('@esplanade/hub')).openHub(config, world),
  }
}

function outputOf(stream: NodeJS.WriteStream): Output {
  // A reader that has seen enough (`| head`) is no reason to stop halfway.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
  return {
    write: text => stream.write(text),
    terminal: stream.isTTY,
    get columns() {
      return stream.columns || DEFAULT_COLUMNS
    },
  }
}

/** From the nearest package.json above: one folder up from the source, two from the build. */
function ownVersion(): string {
  for (const path of ['../package.json', '../../package.json']) {
    const manifest = manifestSchema.safeParse(readJson(new URL(path, import.meta.url)))
    if (manifest.success) return manifest.data.version
  }
  throw new Error('The package.json of the esplanade package is missing; install it again.')
}

const manifestSchema = z.object({ name: z.literal('esplanade'), version: z.string() })

function readJson(url: URL): unknown {
  try {
    return JSON.parse(readFileSync(url, 'utf8'))
  } catch {
    return undefined
  }
}
