import type { Command } from 'commander'
import { printScoreReasons } from '../output/results/print-score-reasons.ts'
import { printScoreList, printScoreReport, printTraining } from '../output/results/print-scores.ts'
import { runHubRequest } from '../run-hub-request.ts'
import { type Act, addExamples } from './act.ts'
import { wholeNumber } from './option-values.ts'

const MAX_VERSION = 1_000_000_000

export function addScores(program: Command, act: Act): void {
  const scores = program
    .command('scores')
    .description('train the models of the configuration, and read how far they are to be trusted')
  addTrain(scores, act)
  addList(scores, act)
  addReport(scores, act)
  addExplain(scores, act)
}

function addTrain(scores: Command, act: Act): void {
  const command = scores
    .command('train')
    .description('train models by what is known now, and score everybody by those that serve from then on')
    .argument('[scores...]', 'names of scores; none means all')
    .action((names: string[], _options, command: Command) =>
      act(command, face =>
        runHubRequest(
          face,
          { command: 'scores-train', ...(names.length > 0 && { scores: names }) },
          printTraining,
        ),
      ),
    )
  addExamples(command, [
    ['all of them; evaluate and sync train by themselves when it is time', 'esplanade scores train'],
    ['one, after its features were changed', 'esplanade scores train churn'],
  ])
}

function addList(scores: Command, act: Act): void {
  const command = scores
    .command('list')
    .description('every score with its columns and the model that serves it')
    .action((_options, command: Command) =>
      act(command, face => runHubRequest(face, { command: 'scores-list' }, printScoreList)),
    )
  addExamples(command, [['the names that segments can test as attributes', 'esplanade scores list']])
}

function addReport(scores: Command, act: Act): void {
  const command = scores
    .command('report')
    .description('the model card of a score: data, figures, what it rests on, what speaks against it')
    .argument('<score>', 'the name of the score')
    .option('--model <version>', 'a version instead of the one that serves', wholeNumber(1, MAX_VERSION))
    .action((score: string, { model }: { model?: number }, command: Command) => {
      const version = model === undefined ? {} : { version: model }
      return act(command, face =>
        runHubRequest(face, { command: 'scores-report', score, ...version }, printScoreReport),
      )
    })
  addExamples(command, [
    ['is it any good?', 'esplanade scores report churn'],
    ['as a page for others', 'esplanade scores report churn > churn.md'],
  ])
}

function addExplain(scores: Command, act: Act): void {
  const command = scores
    .command('explain')
    .description('why a propensity says what it says of a contact: what raised it and what lowered it')
    .argument('<score>', 'the name of the score')
    .argument('<contact>', 'an e-mail address, a contact number, external:<id> or phone:<number>')
    .action((score: string, contact: string, _options, command: Command) =>
      act(command, face =>
        runHubRequest(face, { command: 'scores-explain', score, contact }, printScoreReasons),
      ),
    )
  addExamples(command, [['what speaks for her leaving?', 'esplanade scores explain churn ada@example.com']])
}
