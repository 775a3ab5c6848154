import { tmpdir } from 'node:os'
import type { HubRequest, HubResults, ProgressReport } from '@esplanade/hub'
import { type LoadedConfiguration, loadConfiguration } from './configuration/load-configuration.ts'
import { EXIT_CODES, type ExitReason } from './exit-code.ts'
import { exitOfResult } from './exit-of-result.ts'
import type { Face } from './face.ts'
import { interrupted, listenForInterrupt } from './interruption.ts'
import type { Paint } from './output/paint.ts'
import { PROTOCOL } from './owner/protocol.ts'
import { type OwnedPlace, type OwnedRun, runOwned } from './owner/run-owned.ts'

export type ResultPrinter<R extends HubRequest> = (
  result: HubResults[R['command']],
  paint: Paint,
) => readonly string[]

/** Has a hub carry out a request, here or in the process that owns its store, and prints the answer. */
export async function runHubRequest<R extends HubRequest>(
  face: Face,
  request: R,
  print: ResultPrinter<R>,
): Promise<number> {
  const { world, options } = face
  const enter = (folder: string) => world.enter(folder)
  const loaded = await loadConfiguration({ ...world, enter, path: options.config })
  const progress = face.progress()
  // In the order of their last report; a sync works on several at once.
  const underWay = new Set<string>()
  const interruption = listenForInterrupt(world, () => {
    progress.stop()
    face.note(
      `Stopping after ${[...underWay].at(-1) ?? 'the step under way'}; what is stored stays. Press Ctrl-C again to stop at once.`,
    )
  })
  const { signal } = interruption
  const report = (told: ProgressReport) => {
    if (told.kind !== 'note') underWay.delete(told.task)
    if (told.kind === 'progress') underWay.add(told.task)
    progress.report(told)
  }
  try {
    const run = await runOwned(request, placeOf(face, loaded), { report, signal })
    progress.stop()
    try {
      return settle(face, request, run, signal, print)
    } finally {
      if (run.othersActive > 0) face.note('Finishing requests of other processes on this store.')
      await run.release()
    }
  } catch (error) {
    progress.stop()
    throw signal.aborted ? interrupted() : error
  } finally {
    interruption.dispose()
  }
}

function settle<R extends HubRequest>(
  face: Face,
  request: R,
  { outcome }: OwnedRun<HubResults[R['command']]>,
  signal: AbortSignal,
  print: ResultPrinter<R>,
): number {
  if (outcome.status === 'rejected') return face.fail(signal.aborted ? interrupted() : outcome.reason)
  const result = outcome.value
  face.answer(result, paint => print(result, paint))
  if (signal.aborted) return EXIT_CODES.interrupted.code
  const exitOf = exitOfResult[request.command] as (result: HubResults[R['command']]) => ExitReason
  return EXIT_CODES[exitOf(result)].code
}

function placeOf({ world }: Face, loaded: LoadedConfiguration): OwnedPlace {
  const { config, environment, folder, fingerprint } = loaded
  return {
    file: config.store.file,
    temporary: tmpdir(),
    clock: world.clock,
    self: {
      type: 'hello',
      protocol: PROTOCOL,
      version: world.version,
      pid: world.pid,
      configuration: fingerprint,
    },
    open: () =>
      world.openHub(config, {
        clock: world.clock,
        random: world.random,
        processors: world.processors,
        environment,
        folder,
      }),
  }
}
