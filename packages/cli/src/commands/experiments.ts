import { contactsPerArmForRates } from '@esplanade/core/scores'
import { type Command, InvalidArgumentError } from 'commander'
import { CliError } from '../error-report.ts'
import { EXIT_CODES } from '../exit-code.ts'
import { count } from '../output/figures.ts'
import { printExperiment } from '../output/results/print-experiment.ts'
import { runHubRequest } from '../run-hub-request.ts'
import { type Act, addExamples } from './act.ts'
import { wholeNumber } from './option-values.ts'

const MOST_LOOKS = 20

export function addExperiments(program: Command, act: Act): void {
  const experiments = program
    .command('experiments')
    .description('compare arms of a segment, and how many contacts it takes to tell them apart')
  addReport(experiments, act)
  addSize(experiments, act)
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

function addSize(experiments: Command, act: Act): void {
  const command = experiments
    .command('size')
    .description('contacts per arm that tell two rates apart in four of five experiments; needs no store')
    .argument('<from>', 'the rate of the control, such as 10%', rate)
    .argument('<to>', 'the rate worth finding, such as 12%', rate)
    .action((from: number, to: number, _options, command: Command) =>
      act(command, async face => {
        if (from === to)
          throw new CliError('usage', 'Both rates are the same; no number of contacts tells them apart.')
        const contactsPerArm = contactsPerArmForRates(from, to)
        face.answer({ from, to, contactsPerArm }, () => [`${count(contactsPerArm)} contacts per arm`])
        return EXIT_CODES.ok.code
      }),
    )
  addExamples(command, [['before it begins', 'esplanade experiments size 10% 12%']])
}

function rate(text: string): number {
  const match = /^(\d{1,3}(?:\.\d+)?)%$/.exec(text)
  const value = match ? Number(match[1]) / 100 : Number(text)
  if (value > 0 && value < 1) return value
  throw new InvalidArgumentError('Expected a rate between 0 and 1, such as 10% or 0.1.')
}
