import type { Command } from 'commander'
import { printExplanation } from '../../output/results/print-explanation.ts'
import { runHubRequest } from '../../run-hub-request.ts'
import { type Act, addExamples } from '../act.ts'
import { wholeNumber } from '../option-values.ts'

const DEFAULT_EVENTS = 3
/** The hub shows no more than this of anybody's events. */
const MAX_EVENTS = 100

export function addExplain(segments: Command, act: Act): void {
  const command = segments
    .command('explain')
    .description('why a contact is in a segment or not: rule by rule, with the events that decided')
    .argument('<segment>', 'the id of the segment')
    .argument('<contact>', 'an e-mail address, a contact number, external:<id> or phone:<number>')
    .option(
      '--events <number>',
      `latest events to show for each rule, 0 to ${MAX_EVENTS}`,
      wholeNumber(0, MAX_EVENTS),
      DEFAULT_EVENTS,
    )
    .action((segment: string, contact: string, { events }: { events: number }, command: Command) =>
      act(command, face =>
        runHubRequest(
          face,
          { command: 'segments-explain', segment, contact, latest: events },
          printExplanation,
        ),
      ),
    )
  addExamples(command, [
    [
      'what decided, what would change it, and when time alone will',
      'esplanade segments explain vip ada@example.com',
    ],
    ['by the number that a preview shows', 'esplanade segments explain vip 4711'],
  ])
}
