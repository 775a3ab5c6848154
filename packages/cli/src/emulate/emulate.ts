import { resolve } from 'node:path'
import { inspect } from 'node:util'
import { seededRandom, startControl, startEmulator } from '@esplanade/connector-kit/emulator'
import { shiftedClock } from '@esplanade/core/schema'
import type { EmulateFlags } from '../commands/emulate.ts'
import { CliError, wordsOf } from '../error-report.ts'
import { EXIT_CODES } from '../exit-code.ts'
import type { Face } from '../face.ts'
import { listenForInterrupt } from '../interruption.ts'
import { counted } from '../output/figures.ts'
import { loadEmulator } from './load-emulator.ts'
import { readFaults } from './read-faults.ts'

/** Serves an emulator until Ctrl-C, which is how it is meant to end and therefore exit code 0. */
export async function emulate(face: Face, name: string, flags: EmulateFlags): Promise<number> {
  const { world } = face
  const clock = shiftedClock(world.clock.now(), world.clock)
  const faults = flags.faults === undefined ? [] : readFaults(resolve(world.folder, flags.faults))
  const { emulator, seedExample, exampleConfig, controls } = await loadEmulator(name, world.folder)
  const { port, seed, limits } = flags
  const running = await startEmulator(emulator, { clock, port, seed, enforceLimits: limits }).catch(
    cannotListen,
  )
  const control = await startControl(
    { emulator: running, clock, ...(controls && { controls }) },
    { port: flags.controlPort },
  ).catch(async cause => {
    await running.close()
    return cannotListen(cause)
  })
  const interruption = listenForInterrupt(world, () => face.note('Closing the emulator.'))
  try {
    const members = seedExample === undefined ? 0 : flags.members
    seedExample?.(running.state, { members, random: seededRandom(seed), now: clock.now() })
    for (const fault of faults) running.order(fault)
    const config = exampleConfig?.(running.url) ?? { baseUrl: running.url }
    const started = {
      name,
      url: running.url,
      control: control.url,
      basePath: emulator.basePath,
      members,
      faults: faults.length,
      config,
    }
    face.answer(started, paint => [
      `${paint('bold', name)} answers at ${paint('cyan', running.url + emulator.basePath)}: ${counted(members, 'member')}, seed ${seed}.`,
      `Its control (seed, inspect, touch, clock, faults, journal) answers at ${paint('cyan', control.url)}.`,
      'Ctrl-C ends it. A connection to it in esplanade.config.ts:',
      `  ${name}(${inspect(config, { breakLength: Number.POSITIVE_INFINITY })})`,
    ])
    if (seedExample === undefined)
      face.note(`The emulator of ${name} brings no example members; it starts empty.`)
    await aborted(interruption.signal)
    face.note(`It answered ${counted(running.journal.requests, 'request')}.`)
    return EXIT_CODES.ok.code
  } finally {
    interruption.dispose()
    await control.close()
    await running.close()
  }
}

function cannotListen(cause: unknown): never {
  throw new CliError('usage', wordsOf(cause), { cause })
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise(settle => {
    if (signal.aborted) settle()
    signal.addEventListener('abort', () => settle(), { once: true })
  })
}
