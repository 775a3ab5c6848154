import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { Argument, type Command } from 'commander'
import { CliError } from '../error-report.ts'
import type { Face } from '../face.ts'
import { printImport } from '../output/results/print-import.ts'
import { runHubRequest } from '../run-hub-request.ts'
import { type Act, addExamples } from './act.ts'
import { type MappingFlags, mappingOf } from './import-mapping.ts'
import { list, pair } from './option-values.ts'

type ImportKind = 'contacts' | 'events'

export function addImport(program: Command, act: Act): void {
  const command = program
    .command('import')
    .description('read contacts or events from a CSV (plain or gzip), NDJSON or Parquet file')
    .addArgument(new Argument('<kind>', 'what the rows are').choices(['contacts', 'events']))
    .argument('<file>', 'the file')
    .option('--mapping <file>', 'a YAML file with the column mapping; flags win over it')
    .option(
      '--source <name>',
      'where the rows come from; a file imported twice under one source adds nothing',
    )
    .option('--email <column>', 'the column with the e-mail address')
    .option('--phone <column>', 'the column with the phone number')
    .option('--external <column>', 'the column with your own id of the person')
    .option('--attribute <name=column>', 'contacts: an attribute and its column (repeat)', pair)
    .option('--changed-at <column>', 'contacts: the time of the last change')
    .option('--consent <column>', 'contacts: the recorded opt-in or opt-out')
    .option('--subscribed <values>', 'contacts: values of it that mean opted in, separated by commas', list)
    .option('--unsubscribed <values>', 'contacts: values of it that mean opted out', list)
    .option('--consent-at <column>', 'contacts: the time of the opt-in or opt-out')
    .option('--type <name>', 'events: the type of all rows, such as order_placed')
    .option('--type-column <column>', 'events: the column that names the type')
    .option('--at <column>', 'events: the time, ISO 8601; without an offset it is UTC')
    .option('--id <columns>', 'events: columns that together identify an event, separated by commas', list)
    .option('--property <name=column>', 'events: a property and its column (repeat)', pair)
    .action((kind: ImportKind, file: string, flags: MappingFlags, command: Command) =>
      act(command, face => importFile(face, kind, file, flags)),
    )
  addExamples(command, [
    ['people with one attribute', 'esplanade import contacts people.csv --email Email --attribute city=City'],
    [
      'an order per invoice',
      'esplanade import events orders.csv.gz --external Customer --type order_placed \\\n' +
        '      --at Date --id Invoice --property total=Amount',
    ],
    ['a mapping kept in git', 'esplanade import events log.parquet --mapping log.yaml'],
  ])
}

function importFile(face: Face, kind: ImportKind, file: string, flags: MappingFlags): Promise<number> {
  const path = resolve(face.world.folder, file)
  // The process that owns the store may run elsewhere, so it gets the whole path.
  if (!existsSync(path)) throw new CliError('usage', `There is no file ${path}; check its name.`)
  const mapping = mappingOf(flags, face.world.folder)
  return runHubRequest(face, { command: 'import', kind, file: path, mapping }, printImport(kind))
}
