import type { Command } from 'commander'
import { printExport, printMerges, printUnmerge } from '../output/results/print-contacts.ts'
import { runHubRequest } from '../run-hub-request.ts'
import { type Act, addExamples } from './act.ts'
import { wholeNumber } from './option-values.ts'

export function addContacts(program: Command, act: Act): void {
  const contacts = program.command('contacts').description('people: merges, and all that is known of one')
  const merges = contacts
    .command('merges')
    .description('list contacts that were found to be one person')
    .argument('[contact]', `only those into this one: ${PERSON}`)
    .option('--most <count>', 'merges to show', wholeNumber(1, 100_000), 100)
    .action((contact: string | undefined, options: { most: number }, command: Command) =>
      act(command, face => {
        const only = contact === undefined ? {} : { contact }
        return runHubRequest(face, { command: 'contacts-merges', ...only, ...options }, printMerges)
      }),
    )
  addExamples(merges, [['who became who, and by which identities', 'esplanade contacts merges']])
  const unmerge = contacts
    .command('unmerge')
    .description('take a merge back: two people are two again, and later pulls leave them so')
    .argument('<contact>', 'the number that was merged away, or an identity that came with it')
    .action((contact: string, _options, command: Command) =>
      act(command, face => runHubRequest(face, { command: 'contacts-unmerge', contact }, printUnmerge)),
    )
  addExamples(unmerge, [
    ['by the number that `contacts merges` shows', 'esplanade contacts unmerge 4711'],
    ["by an address that is not the survivor's", 'esplanade contacts unmerge bo@example.com'],
  ])
  const whole = contacts
    .command('export')
    .description('print everything that is known of one person, as JSON')
    .argument('<contact>', PERSON)
    .action((contact: string, _options, command: Command) =>
      act(command, face => runHubRequest(face, { command: 'contacts-export', contact }, printExport)),
    )
  addExamples(whole, [
    ['what to hand to somebody who asks for their data', 'esplanade contacts export ada@example.com'],
  ])
}

const PERSON = 'an e-mail address, a contact number, external:<id> or phone:<number>'
