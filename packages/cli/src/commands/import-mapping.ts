import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type ImportMapping, importMappingSchema } from '@esplanade/hub'
import { parse } from 'yaml'
import type { z } from 'zod'
import { CliError, wordsOf } from '../error-report.ts'
import { problemLines } from '../problem-lines.ts'

/** The flags of `import` that say what the columns mean. */
export interface MappingFlags {
  readonly mapping?: string
  readonly source?: string
  readonly email?: string
  readonly phone?: string
  readonly external?: string
  readonly attribute?: Readonly<Record<string, string>>
  readonly changedAt?: string
  readonly consent?: string
  readonly subscribed?: readonly string[]
  readonly unsubscribed?: readonly string[]
  readonly consentAt?: string
  readonly type?: string
  readonly typeColumn?: string
  readonly at?: string
  readonly id?: readonly string[]
  readonly property?: Readonly<Record<string, string>>
}

/** The mapping that file and flags make together, flags first. Throws `CliError` with every problem. */
export function mappingOf(flags: MappingFlags, folder: string): ImportMapping {
  if (flags.type !== undefined && flags.typeColumn !== undefined) {
    throw new CliError('usage', 'Give --type or --type-column, not both.')
  }
  const file = flags.mapping === undefined ? {} : readMapping(resolve(folder, flags.mapping))
  const merged = {
    ...file,
    ...given({
      source: flags.source,
      changedAt: flags.changedAt,
      type: flags.typeColumn === undefined ? flags.type : { column: flags.typeColumn },
      at: flags.at,
      id: flags.id,
      identities: joined(file.identities, {
        email: flags.email,
        phone: flags.phone,
        external: flags.external,
      }),
      attributes: joined(file.attributes, flags.attribute),
      properties: joined(file.properties, flags.property),
      consent: joined(file.consent, {
        column: flags.consent,
        subscribed: flags.subscribed,
        unsubscribed: flags.unsubscribed,
        at: flags.consentAt,
      }),
    }),
  }
  const checked = importMappingSchema.safeParse(merged)
  if (checked.success) return checked.data
  const advice = 'Name the columns with flags or --mapping; see `esplanade import --help`.'
  throw new CliError(
    'usage',
    `The column mapping is not complete:\n${problemLines(checked.error, 'mapping')}\n${advice}`,
  )
}

const mappingFileSchema = importMappingSchema.partial()

function readMapping(path: string): z.output<typeof mappingFileSchema> {
  const checked = mappingFileSchema.safeParse(parseYaml(path, readText(path)))
  if (checked.success) return checked.data
  throw new CliError('usage', `The mapping ${path} is wrong:\n${problemLines(checked.error, 'mapping')}`)
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new CliError(
      'usage',
      `There is no readable mapping at ${path}; check the path given to --mapping.`,
      {
        cause,
      },
    )
  }
}

function parseYaml(path: string, text: string): unknown {
  try {
    return parse(text)
  } catch (cause) {
    const why = wordsOf(cause)
    throw new CliError('usage', `The mapping ${path} is not valid YAML: ${why}`, { cause })
  }
}

/** The file's part with the flags' laid over it; undefined when neither says anything. */
function joined(file: object | undefined, flags: object | undefined): object | undefined {
  const both = { ...file, ...given(flags ?? {}) }
  return Object.keys(both).length === 0 ? undefined : both
}

function given(values: object): object {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}
