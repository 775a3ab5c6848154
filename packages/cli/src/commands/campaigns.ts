import type { Command } from 'commander'
import { printCampaigns } from '../output/results/print-campaigns.ts'
import { runHubRequest } from '../run-hub-request.ts'
import { type Act, addExamples } from './act.ts'

export function addCampaigns(program: Command, act: Act): void {
  const campaigns = program.command('campaigns').description('mails to many, and what became of them')
  const command = campaigns
    .command('list')
    .description('subject, time and people reached of every mail that was pulled, the last sent first')
    .action((_options, command: Command) =>
      act(command, face => runHubRequest(face, { command: 'campaigns-list' }, printCampaigns)),
    )
  addExamples(command, [['who opened what; --json lists all of them', 'esplanade campaigns list']])
}
