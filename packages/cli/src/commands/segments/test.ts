import { testSegments } from '@esplanade/hub'
import type { Command } from 'commander'
import { loadConfiguration } from '../../configuration/load-configuration.ts'
import { EXIT_CODES } from '../../exit-code.ts'
import type { Face } from '../../face.ts'
import { printSegmentTests } from '../../output/results/print-segment-tests.ts'
import { type Act, addExamples } from '../act.ts'

export function addTest(segments: Command, act: Act): void {
  const command = segments
    .command('test')
    .description('run the tests beside the segments (`segments/*.test.yaml`); needs no store and no keys')
    .action((_options, command: Command) => act(command, runTests))
  addExamples(command, [
    ['every person who is not where they are meant to be, and why; exits with 8', 'esplanade segments test'],
    ['in CI', 'esplanade segments test --json'],
  ])
}

async function runTests(face: Face): Promise<number> {
  const { world, options } = face
  const enter = (folder: string) => world.enter(folder)
  const { config, folder } = await loadConfiguration({ ...world, enter, path: options.config })
  const result = await testSegments(config, folder)
  face.answer(result, paint => printSegmentTests(result, paint))
  return EXIT_CODES[result.failures.length > 0 ? 'unmet' : 'ok'].code
}
