import type { Command } from 'commander'
import { printListedSegments, printPreview } from '../output/results/print-segments.ts'
import { runHubRequest } from '../run-hub-request.ts'
import { type Act, addExamples } from './act.ts'
import { wholeNumber } from './option-values.ts'
import { addDiff } from './segments/diff.ts'
import { addExplain } from './segments/explain.ts'
import { addHistory } from './segments/history.ts'
import { addMembers } from './segments/members.ts'
import { addOverlap } from './segments/overlap.ts'
import { addPareto } from './segments/pareto.ts'
import { addTest } from './segments/test.ts'

const DEFAULT_SAMPLES = 5
/** The hub shows no more than this of anybody's profiles. */
const MAX_SAMPLES = 100

export function addSegments(program: Command, act: Act): void {
  const segments = program
    .command('segments')
    .description('look at segments: their sizes, their people, and why somebody is in')
  addList(segments, act)
  addPreview(segments, act)
  addExplain(segments, act)
  addOverlap(segments, act)
  addPareto(segments, act)
  addTest(segments, act)
  addHistory(segments, act)
  addMembers(segments, act)
  addDiff(segments, act)
}

function addList(segments: Command, act: Act): void {
  const command = segments
    .command('list')
    .description('all segments with their size')
    .action((_options, command: Command) =>
      act(command, face => runHubRequest(face, { command: 'segments-list' }, printListedSegments)),
    )
  addExamples(command, [['id, title, members, version, last evaluation', 'esplanade segments list']])
}

function addPreview(segments: Command, act: Act): void {
  const command = segments
    .command('preview')
    .description('how many a segment has now, how many of them can be mailed, and a few of them')
    .argument('<segment>', 'the id of the segment')
    .option(
      '--samples <number>',
      `profiles to show, 0 to ${MAX_SAMPLES}`,
      wholeNumber(0, MAX_SAMPLES),
      DEFAULT_SAMPLES,
    )
    .action((segment: string, { samples }: { samples: number }, command: Command) =>
      act(command, face =>
        runHubRequest(face, { command: 'segments-preview', segment, samples }, printPreview),
      ),
    )
  addExamples(command, [
    ['before it is used for anything', 'esplanade segments preview lapsed'],
    ['numbers only, nobody by name', 'esplanade segments preview lapsed --samples 0'],
  ])
}
