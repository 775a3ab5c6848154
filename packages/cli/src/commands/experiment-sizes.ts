import {
  contactsPerArmForAmounts,
  contactsPerArmForRates,
  detectableRise,
  type Precision,
  powerForRates,
} from '@esplanade/core/scores'
import { type Command, InvalidArgumentError } from 'commander'
import { CliError } from '../error-report.ts'
import { EXIT_CODES } from '../exit-code.ts'
import { count, percent } from '../output/figures.ts'
import { type Act, addExamples } from './act.ts'
import { wholeNumber } from './option-values.ts'

const MOST_CONTACTS = 1_000_000_000

/** What an experiment takes and can show, before it begins; needs no store. */
export function addSizes(experiments: Command, act: Act): void {
  addSize(experiments, act)
  addSizeOfAmounts(experiments, act)
  addPower(experiments, act)
}

function addSize(experiments: Command, act: Act): void {
  const command = experiments
    .command('size')
    .description('contacts per arm that tell two rates apart; needs no store')
    .argument('<from>', 'the rate of the control, such as 10%', rate)
    .argument('<to>', 'the rate worth finding, such as 12%', rate)
  addPrecision(command).action((from: number, to: number, precision: Precision, command: Command) =>
    act(command, async face => {
      checkDifferent(from, to)
      const contactsPerArm = contactsPerArmForRates(from, to, precision)
      face.answer({ from, to, ...precision, contactsPerArm }, () => [
        `${count(contactsPerArm)} contacts per arm`,
      ])
      return EXIT_CODES.ok.code
    }),
  )
  addExamples(command, [
    ['before it begins', 'esplanade experiments size 10% 12%'],
    ['to miss it in one of ten experiments only', 'esplanade experiments size 10% 12% --power 90%'],
  ])
}

function addSizeOfAmounts(experiments: Command, act: Act): void {
  const command = experiments
    .command('size-of-amounts')
    .description(
      'contacts per arm that show a difference of means, such as revenue a contact; needs no store',
    )
    .argument('<difference>', 'the difference worth finding, a contact', amount)
    .argument(
      '<deviation>',
      "the standard deviation of contacts' amounts, who spend nothing included",
      amount,
    )
  addPrecision(command).action(
    (difference: number, deviation: number, precision: Precision, command: Command) =>
      act(command, async face => {
        const contactsPerArm = contactsPerArmForAmounts(difference, deviation, precision)
        face.answer({ difference, deviation, ...precision, contactsPerArm }, () => [
          `${count(contactsPerArm)} contacts per arm`,
        ])
        return EXIT_CODES.ok.code
      }),
  )
  addExamples(command, [
    ['half a euro, where amounts spread by 12', 'esplanade experiments size-of-amounts 0.5 12'],
  ])
}

function addPower(experiments: Command, act: Act): void {
  const command = experiments
    .command('power')
    .description(
      'the chance that so many contacts show a difference, and the smallest rise they show; needs no store',
    )
    .argument('<contacts>', 'contacts in each arm', wholeNumber(1, MOST_CONTACTS))
    .argument('<from>', 'the rate of the control, such as 10%', rate)
    .argument('<to>', 'the rate worth finding, such as 12%', rate)
    .option('--alpha <chance>', 'of calling a difference that is not there', rate, 0.05)
    .action((contacts: number, from: number, to: number, { alpha }: { alpha: number }, command: Command) =>
      act(command, async face => {
        checkDifferent(from, to)
        const power = powerForRates(from, to, contacts, alpha)
        const rise = detectableRise(from, contacts, { alpha }) ?? null
        face.answer({ contacts, from, to, alpha, power, rise }, () => [
          `${percent(power)} chance to see it`,
          rise === null
            ? 'No rise at all is seen in four of five experiments.'
            : `In four of five experiments a rise to ${percent(from + rise)} is seen.`,
        ])
        return EXIT_CODES.ok.code
      }),
    )
  addExamples(command, [['of 2,000 contacts an arm', 'esplanade experiments power 2000 10% 12%']])
}

const addPrecision = (command: Command): Command =>
  command
    .option('--power <chance>', 'of seeing the difference where it is', rate, 0.8)
    .option('--alpha <chance>', 'of calling a difference that is not there', rate, 0.05)

function checkDifferent(from: number, to: number): void {
  if (from === to)
    throw new CliError('usage', 'Both rates are the same; no number of contacts tells them apart.')
}

function rate(text: string): number {
  const match = /^(\d{1,3}(?:\.\d+)?)%$/.exec(text)
  const value = match ? Number(match[1]) / 100 : Number(text)
  if (value > 0 && value < 1) return value
  throw new InvalidArgumentError('Expected a rate between 0 and 1, such as 10% or 0.1.')
}

function amount(text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && value > 0 && Number.isFinite(value)) return value
  throw new InvalidArgumentError('Expected an amount above 0, such as 12.5.')
}
