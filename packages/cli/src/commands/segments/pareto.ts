import { parseDuration } from '@esplanade/core/schema'
import { type Command, InvalidArgumentError } from 'commander'
import { printPareto } from '../../output/results/print-overlap.ts'
import { runHubRequest } from '../../run-hub-request.ts'
import { type Act, addExamples } from '../act.ts'

const DEFAULT_WITHIN = '30d'

export function addPareto(segments: Command, act: Act): void {
  const command = segments
    .command('pareto')
    .description(
      'which part of the engagement (opens and clicks by people) which part of the segments brings',
    )
    .option(
      '--within <length>',
      'how far back it counts, such as 12h, 30d or 6w',
      lengthOfTime,
      DEFAULT_WITHIN,
    )
    .action(({ within }: { within: string }, command: Command) =>
      act(command, face => runHubRequest(face, { command: 'segments-pareto', within }, printPareto)),
    )
  addExamples(command, [['do a few segments carry the rest?', 'esplanade segments pareto --within 90d']])
}

function lengthOfTime(text: string): string {
  if (parseDuration(text) !== undefined) return text
  throw new InvalidArgumentError('Expected a length of time such as 12h, 30d or 6w.')
}
