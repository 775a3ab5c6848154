import { Command, type OutputConfiguration } from 'commander'
import type { Act } from './commands/act.ts'
import { addCampaigns } from './commands/campaigns.ts'
import { addCompact } from './commands/compact.ts'
import { addConnectors } from './commands/connectors.ts'
import { addContacts } from './commands/contacts.ts'
import { addDescribe } from './commands/describe.ts'
import { addDoctor } from './commands/doctor.ts'
import { addEmulate } from './commands/emulate.ts'
import { addErase, addReadmit } from './commands/erase.ts'
import { addEvaluate } from './commands/evaluate.ts'
import { addExperiments } from './commands/experiments.ts'
import { addImport } from './commands/import.ts'
import { addInit } from './commands/init.ts'
import { addNew } from './commands/new.ts'
import { addPlan } from './commands/plan.ts'
import { addPull } from './commands/pull.ts'
import { addPush } from './commands/push.ts'
import { addRates } from './commands/rates.ts'
import { addReplay } from './commands/replay.ts'
import { addScores } from './commands/scores.ts'
import { addSegments } from './commands/segments.ts'
import { addStatus } from './commands/status.ts'
import { addSync } from './commands/sync.ts'
import { exitCodeLines } from './exit-code.ts'

/** The command line as data: commands, options, help. `act` decides what running a command means. */
export function buildProgram(version: string, act: Act, output: OutputConfiguration): Command {
  const program = new Command('esplanade')
    // First, since commands take it over when they are added.
    .configureOutput(output)
    .description(
      'Joins your e-mail vendors into one audience: pulls contacts, consent and engagement, keeps one ' +
        'profile per person, computes segments, and writes tags, lists and fields back.',
    )
    .version(version, '--version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand(false)
    .option('--config <path>', 'the configuration (default: esplanade.config.ts of this folder)')
    .option('--json', 'print one JSON value on the last line of stdout; progress goes to stderr')
    .option('--debug', 'print stack traces of errors')
    .configureHelp({ showGlobalOptions: true })
    .showSuggestionAfterError()
    .exitOverride()
  program.addHelpText('after', () => `\n${GETTING_STARTED}\n\nExit codes:\n${exitCodeLines().join('\n')}`)
  program.commandsGroup('Start:')
  addInit(program, act)
  addDoctor(program, act)
  addDescribe(program, act)
  addEmulate(program, act)
  addConnectors(program, act)
  addNew(program, act)
  program.commandsGroup('Bring in:')
  addPull(program, act)
  addImport(program, act)
  addCompact(program, act)
  program.commandsGroup('Segment:')
  addEvaluate(program, act)
  addSegments(program, act)
  addRates(program, act)
  addScores(program, act)
  addExperiments(program, act)
  program.commandsGroup('Write back:')
  addPlan(program, act)
  addPush(program, act)
  addSync(program, act)
  addReplay(program, act)
  program.commandsGroup('People:')
  addContacts(program, act)
  addErase(program, act)
  addReadmit(program, act)
  program.commandsGroup('Look:')
  addStatus(program, act)
  addCampaigns(program, act)
  return program
}

const GETTING_STARTED = `A first day:
  $ esplanade init            # writes esplanade.config.ts, segments/ and .env.example
  $ esplanade doctor          # checks configuration, store and every key
  $ esplanade pull            # reads your vendors; changes nothing there
  $ esplanade evaluate        # who is in which segment
  $ esplanade plan            # what a push would change, before anything is sent
  $ esplanade push            # sends it

Several commands may run at once on one store: the first one owns it and carries out the others'
requests. Ctrl-C stops at the next safe place; the same command goes on from there.`
