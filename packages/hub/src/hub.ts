import { maskAddresses } from '@esplanade/connector-kit'
import type { Clock } from '@esplanade/core/schema'
import type { EvaluationMemory } from '@esplanade/core/segments'
import type { Store } from '@esplanade/core/store'
import { answer } from './answer.ts'
import { checkConfig, type HubConfig } from './config.ts'
import { openConnections } from './connections.ts'
import type { HubContext } from './context.ts'
import { prepareStore } from './evaluate.ts'
import { type HubRequest, type Report, requestSchema } from './request.ts'
import type { HubResults } from './result.ts'
import { readDefinitions } from './segments.ts'

/** An open hub: the one owner of its store. */
export interface Hub {
  /** Carries out one request. Reading requests run beside a writing one; writing ones wait for each other. */
  run<R extends HubRequest>(request: R, options?: RunOptions): Promise<HubResults[R['command']]>
  close(): Promise<void>
}

export interface RunOptions {
  readonly report?: Report
  /** Stops at the next safe place; what is stored stays, and the same request later goes on from there. */
  readonly signal?: AbortSignal
}

/** The world of a hub, as arguments. */
export interface HubWorld {
  readonly clock: Clock
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Uniform in [0, 1); for jitter of retries only. */
  readonly random: () => number
  /** Threads that long trainings may use where `scoring.threads` does not say; 1 unless given. */
  readonly processors?: number
  /** Folder that relative paths of the configuration start from. */
  readonly folder: string
}

/** Checks the configuration, opens the store and reads the segments. Throws `ConfigError` or `StoreError`. */
export async function openHub(config: HubConfig, world: HubWorld): Promise<Hub> {
  const checked = checkConfig(config)
  const { connections, mask } = openConnections(checked, world)
  // Read before the store is opened, so that a mistake in a segment is told without taking the store.
  await readDefinitions(checked, world.folder)
  const store = await checked.store.open()
  const memory: EvaluationMemory = { kept: null }
  const context = (report: Report): HubContext => ({
    config: checked,
    store,
    memory,
    clock: world.clock,
    connections,
    folder: world.folder,
    processors: world.processors ?? 1,
    report,
    explain: error => maskAddresses(mask(error instanceof Error ? error.message : String(error))),
  })
  try {
    await prepareStore(context(silent))
  } catch (error) {
    await store.close()
    throw error
  }
  return hubOf(store, context)
}

function hubOf(store: Store, context: (report: Report) => HubContext): Hub {
  /** The end of the last writing request; the next one starts there. */
  let lastWrite: Promise<unknown> = Promise.resolve()
  const running: string[] = []
  return {
    async run(request, { report = silent, signal = NEVER } = {}) {
      const checked = requestSchema.parse(request)
      const hub = context(report)
      const work = () => answer(hub, checked, { signal, running: running[0] ?? null })
      // The command picks the type of its result; the compiler cannot follow that through the union.
      type Result = HubResults[(typeof request)['command']]
      if (READING.has(checked.command)) return (await work()) as Result
      if (running.length > 0)
        report({ kind: 'note', text: `Waiting for "${running[0]}", which is still running.` })
      running.push(checked.command)
      const turn = lastWrite.then(() => {
        signal.throwIfAborted()
        return work()
      })
      lastWrite = turn.catch(() => undefined)
      try {
        return (await turn) as Result
      } finally {
        running.splice(running.indexOf(checked.command), 1)
      }
    },
    async close() {
      await lastWrite
      await store.close()
    },
  }
}

const READING: ReadonlySet<HubRequest['command']> = new Set([
  'status',
  'campaigns-list',
  'rates-list',
  'experiments-report',
  'scores-list',
  'scores-report',
  'segments-list',
  'segments-preview',
  'segments-explain',
  'segments-history',
  'segments-members',
  'segments-diff',
  'segments-overlap',
  'segments-pareto',
  'plan',
  'erase-plan',
  'contacts-merges',
  'contacts-export',
  'doctor',
  'describe',
])
const silent: Report = () => undefined
const NEVER = new AbortController().signal
