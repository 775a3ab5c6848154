import type { Command } from 'commander'
import { printRates } from '../output/results/print-rates.ts'
import { runHubRequest } from '../run-hub-request.ts'
import { type Act, addExamples } from './act.ts'

export function addRates(program: Command, act: Act): void {
  const rates = program
    .command('rates')
    .description('exchange rates, which convert amounts in other currencies')
  const command = rates
    .command('list')
    .description('the rate of each currency that is in force now, and the days that have none')
    .action((_options, command: Command) =>
      act(command, face => runHubRequest(face, { command: 'rates-list' }, printRates)),
    )
  addExamples(command, [['after a new table of rates, before evaluating', 'esplanade rates list']])
}
