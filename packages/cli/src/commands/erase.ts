import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { CliError } from '../error-report.ts'
import type { Face } from '../face.ts'
import {
  printErasurePlan,
  printErasureStatus,
  printErasures,
  printReadmission,
  printReceipt,
} from '../output/results/print-erasures.ts'
import { runHubRequest } from '../run-hub-request.ts'
import { type Act, addExamples } from './act.ts'

interface EraseOptions {
  readonly file?: string
  readonly dryRun?: boolean
  readonly confirm?: boolean
  readonly status?: boolean
  readonly close?: string
}

export function addErase(program: Command, act: Act): void {
  const command = program
    .command('erase')
    .description('erase people for good, here and at every vendor that offers it, with a receipt for each')
    .argument('[contacts...]', PEOPLE)
    .option('--file <path>', 'a text file with one of them on each line')
    .option('--dry-run', 'show what would be erased where, and erase nobody')
    .option('--confirm', 'erase them; without it the command shows the same plan and stops')
    .option('--status', 'ask vendors after erasures that are under way, and print the latest receipts')
    .option('--close <erasure>', 'end one by your own word, after you deleted the person in the account')
    .action((contacts: string[], options: EraseOptions, command: Command) =>
      act(command, async face => erase(face, contacts, options)),
    )
  addExamples(command, [
    ['what would happen', 'esplanade erase ada@example.com --dry-run'],
    ['for good; prints the receipt', 'esplanade erase ada@example.com --confirm --json'],
    ['many, and later what the vendors say', 'esplanade erase --file leavers.txt --confirm'],
    ['receipts; vendors are asked again', 'esplanade erase --status'],
  ])
}

export function addReadmit(program: Command, act: Act): void {
  const command = program
    .command('readmit')
    .description('let people who were erased come in again: they signed up anew')
    .argument('<contacts...>', 'e-mail addresses, external:<id> or phone:<number>')
    .action((contacts: string[], _options, command: Command) =>
      act(command, face => runHubRequest(face, { command: 'readmit', contacts }, printReadmission)),
    )
  addExamples(command, [['by every address that they come with', 'esplanade readmit ada@example.com']])
}

const PEOPLE = 'e-mail addresses, contact numbers, external:<id> or phone:<number>'

async function erase(face: Face, named: readonly string[], options: EraseOptions): Promise<number> {
  const { file, dryRun = false, confirm = false, status = false, close } = options
  const asked = named.length > 0 || file !== undefined
  const ways = [asked, status, close !== undefined].filter(Boolean).length
  if (ways !== 1)
    throw new CliError('usage', 'Name people, with --file or without, or give one of --status and --close.')
  if (dryRun && confirm) throw new CliError('usage', '--dry-run and --confirm exclude one another.')
  if (!asked && (dryRun || confirm))
    throw new CliError('usage', '--dry-run and --confirm are for erasing people.')
  if (status) return runHubRequest(face, { command: 'erase-status' }, printErasureStatus)
  if (close !== undefined)
    return runHubRequest(face, { command: 'erase-close', erasure: close }, printReceipt)
  const contacts = [...named, ...(file === undefined ? [] : await readPeople(file))]
  if (contacts.length === 0) throw new CliError('usage', `${file} names nobody.`)
  if (confirm) return runHubRequest(face, { command: 'erase', contacts }, printErasures)
  const code = await runHubRequest(face, { command: 'erase-plan', contacts }, printErasurePlan)
  if (!dryRun) face.note('Nobody was erased. It cannot be undone; add --confirm if that is meant.')
  return code
}

/** A person a line; blank lines and those that begin with `#` are left out. */
async function readPeople(path: string): Promise<string[]> {
  try {
    const lines = (await readFile(path, 'utf8')).split('\n').map(line => line.trim())
    return lines.filter(line => line !== '' && !line.startsWith('#'))
  } catch (cause) {
    throw new CliError('usage', `Cannot read ${path}: ${cause instanceof Error ? cause.message : 'unknown'}.`)
  }
}
