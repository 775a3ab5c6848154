import { segmentJsonSchema } from '@esplanade/core/segments'
import { VENDORS, type VendorName } from './vendor.ts'

/** What the user chose; everything else follows. */
export interface ProjectChoices {
  readonly connectors: readonly VendorName[]
  readonly currency: string
  readonly timeZone: string
  /** Of the packages to depend on. */
  readonly version: string
  /** The folder's name, for package.json. */
  readonly name: string
}

/** Lines that a hub's repository must ignore: the audience and the keys to it. */
export const IGNORED = ['.env', '*.duckdb', '*.duckdb.wal', '*.duckdb.sock', 'node_modules/']

/** The files of a fresh project, by path, without .gitignore. */
export function projectFiles(choices: ProjectChoices): Record<string, string> {
  return {
    'esplanade.config.ts': configuration(choices),
    'segments/recent-openers.yaml': RECENT_OPENERS,
    'segments/lapsed-buyers.yaml': LAPSED_BUYERS,
    'segments/lapsed-buyers.test.yaml': LAPSED_BUYERS_TEST,
    'segments/segment.schema.json': `${JSON.stringify(segmentJsonSchema(), undefined, 2)}\n`,
    '.env.example': environment(choices.connectors),
    'package.json': manifest(choices),
  }
}

function configuration({ connectors, currency, timeZone }: ProjectChoices): string {
  const imports = connectors.map(name => `import { ${name} } from '@esplanade/${name}'`)
  const connections = connectors.map(name => `    ${name}: ${VENDORS[name].call},`)
  const syncs = connectors.map(
    name =>
      `    { connection: '${name}', segment: 'recent-openers', into: { ${VENDORS[name].into}: 'Recent openers' } },`,
  )
  return `import { duckdb } from '@esplanade/duckdb'
import { defineHub, env } from '@esplanade/hub'
${imports.join('\n')}

export default defineHub({
  // Everything the hub knows is in this one file: keep it out of git and in your backups.
  store: duckdb({ file: 'esplanade.duckdb' }),
  // What money is compared in, and the zone that "today" means.
  currency: ${quote(currency)},
  timeZone: ${quote(timeZone)},
  segments: 'segments',
  // Keys stay in the environment, or in the .env file beside this one.
  connections: {
${connections.join('\n')}
  },
  // What the hub keeps up to date. It touches no other tag, list or field.
  syncs: [
${syncs.join('\n')}
  ],
})
`
}

function quote(text: string): string {
  return `'${text.replaceAll(/['\\]/g, '\\$&')}'`
}

const RECENT_OPENERS = `# yaml-language-server: $schema=segment.schema.json
id: recent-openers
title: Recent openers
description: At least two mails opened within 30 days.
when:
  event: email_opened
  within: 30d
  count: { at_least: 2 }
`

const LAPSED_BUYERS = `# yaml-language-server: $schema=segment.schema.json
id: lapsed-buyers
title: Lapsed buyers
description: Bought within a year, and nothing in the last 90 days.
when:
  all:
    - event: order_placed
      within: 365d
    - no_event: order_placed
      within: 90d
`

const LAPSED_BUYERS_TEST = `# Run with: esplanade segments test
as_of: 2026-04-01
given:
  lapsed:
    events: [{ event: order_placed, ago: 100d }]
  returned:
    events: [{ event: order_placed, ago: 100d }, { event: order_placed, ago: 1d }]
  never-bought:
expect:
  lapsed-buyers:
    in: [lapsed]
    not_in: [returned, never-bought]
`

function environment(connectors: readonly VendorName[]): string {
  const lines = connectors.map(name => {
    const { title, where, variable } = VENDORS[name]
    return `# ${title}: ${where}\n${variable}=\n`
  })
  return `# Copy to .env and fill in; .env stays out of git. Variables of the shell win over it.\n\n${lines.join('\n')}`
}

function manifest({ connectors, version, name }: ProjectChoices): string {
  const packages = ['@esplanade/duckdb', '@esplanade/hub', ...connectors.map(each => `@esplanade/${each}`)]
  const range = version === '0.0.0' ? '*' : `^${version}`
  const dependencies = [...packages, 'esplanade'].toSorted().map(each => [each, range])
  const content = {
    name,
    private: true,
    type: 'module',
    engines: { node: '>=24' },
    scripts: { sync: 'esplanade sync', status: 'esplanade status' },
    dependencies: Object.fromEntries(dependencies),
  }
  return `${JSON.stringify(content, undefined, 2)}\n`
}
