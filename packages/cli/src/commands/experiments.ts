import type { Command } from 'commander'
import { printExperiment } from '../output/results/print-experiment.ts'
import { runHubRequest } from '../run-hub-request.ts'
import { type Act, addExamples } from './act.ts'
import { addSizes } from './experiment-sizes.ts'
import { wholeNumber } from './option-values.ts'

const MOST_LOOKS = 20

export function addExperiments(program: Command, act: Act): void {
  const experiments = program
    .command('experiments')
    .description('compare arms of a segment, and how many contacts it takes to tell them apart')
  addReport(experiments, act)
  addSizes(experiments, act)
}

function addReport(experiments: Command, act: Act): void {
  const command = experiments
    .command('report')
    .description(
      'what became of each arm, segment by segment, with intervals and a verdict that may be refused',
    )
    .argument('<experiment>', 'the name of a score of kind experiment')
    .option('--look <number>', 'a planned look before the last', wholeNumber(1, MOST_LOOKS))
    .action((experiment: string, { look }: { look?: number }, command: Command) =>
      act(command, face =>
        runHubRequest(
          face,
          { command: 'experiments-report', experiment, ...(look !== undefined && { look }) },
          printExperiment,
        ),
      ),
    )
  addExamples(command, [['once its time to act is over', 'esplanade experiments report subject_line']])
}
