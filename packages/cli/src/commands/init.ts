import { basename } from 'node:path'
import { isTimeZone } from '@esplanade/core/schema'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { CliError } from '../error-report.ts'
import { EXIT_CODES } from '../exit-code.ts'
import type { Face } from '../face.ts'
import { askChoices, type Choices, isCurrency } from '../init/ask-choices.ts'
import { nextSteps } from '../init/next-steps.ts'
import { VENDOR_NAMES, type VendorName } from '../init/vendor.ts'
import { type WrittenProject, writeProject } from '../init/write-project.ts'
import type { Paint } from '../output/paint.ts'
import { type Act, addExamples } from './act.ts'

/** A clone runs the sources, an installed package what was built of them. */
const FROM_SOURCES = import.meta.url.endsWith('.ts')

interface InitFlags {
  readonly connector?: readonly VendorName[]
  readonly currency: string
  readonly timeZone: string
  readonly yes?: boolean
  readonly force?: boolean
}

export function addInit(program: Command, act: Act): void {
  const command = program
    .command('init')
    .description('write a configuration, example segments and .env.example into this folder')
    .addOption(
      new Option('--connector <names...>', 'vendors to connect (default with --yes: all)').choices(
        VENDOR_NAMES,
      ),
    )
    .option(
      '--currency <code>',
      'the currency that money is reported in',
      checked(isCurrency, 'an ISO 4217 code'),
      'USD',
    )
    .option(
      '--time-zone <zone>',
      'the zone that "today" means',
      checked(isTimeZone, 'an IANA time zone'),
      'UTC',
    )
    .option('--yes', 'ask nothing, take the flags and defaults')
    .option('--force', 'replace files that exist (never package.json)')
    .action((flags: InitFlags, command: Command) => act(command, face => init(face, flags)))
  addExamples(command, [
    ['asks which vendors you use', 'esplanade init'],
    ['asks nothing where nobody can answer', 'esplanade init --connector mailchimp klaviyo --currency EUR'],
    ['all three vendors', 'esplanade init --yes'],
  ])
}

async function init(face: Face, flags: InitFlags): Promise<number> {
  const { folder, version } = face.world
  const project = { ...(await choose(face, flags)), version, name: packageName(folder) }
  const written = writeProject(folder, project, flags.force ?? false)
  face.answer(written, paint => describe(written, project.connectors, paint))
  return EXIT_CODES.ok.code
}

async function choose({ world, options }: Face, flags: InitFlags): Promise<Choices> {
  const { currency, timeZone } = flags
  const asks = world.interactive && !flags.yes && !options.json
  if (asks) return askChoices({ connectors: flags.connector ?? [], currency, timeZone })
  const connectors = flags.connector ?? (flags.yes ? VENDOR_NAMES : [])
  if (connectors.length > 0) return { connectors: [...new Set(connectors)], currency, timeZone }
  throw new CliError(
    'usage',
    'Nobody can be asked here. Say what to connect with --connector, or take all vendors with --yes.',
  )
}

function describe(project: WrittenProject, connectors: readonly VendorName[], paint: Paint): string[] {
  return [
    ...project.written.map(path => `${paint('green', 'wrote')} ${path}`),
    ...project.kept.map(path => `${paint('dim', 'kept ')} ${path}`),
    '',
    ...nextSteps(connectors, {
      ownManifest: project.kept.includes('package.json'),
      fromSources: FROM_SOURCES,
    }),
  ]
}

/** A folder's name as npm takes it. */
function packageName(folder: string): string {
  const name = basename(folder)
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
  return name || 'hub'
}

function checked(passes: (text: string) => boolean, expected: string): (text: string) => string {
  return text => {
    if (passes(text)) return text
    throw new InvalidArgumentError(`Expected ${expected}.`)
  }
}
