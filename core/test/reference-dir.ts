import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

/**
 * The folder with real data sets and reference figures, which are too large, or not ours, to keep in the
 * repository. The one place of this package that reads the variable: where the folder is absent the tests
 * that need it are skipped, and counted as skipped.
 */
export const referenceDir: string | undefined = existing(process.env.ESPLANADE_REFERENCE_DIR)

/** The figures of `data/reference.json` under one key. The test names the shape that it expects. */
export function referenceFigures<T>(key: string): T {
  return JSON.parse(readText('reference.json'))[key] as T
}

/** The rows of a CSV file of the folder's `data`, gzipped or not, by column name. Fields may be quoted, not multi-line. */
export function referenceRows(name: string): Record<string, string>[] {
  const [head = '', ...lines] = readText(name).trimEnd().split(/\r?\n/)
  const columns = head.split(',')
  return lines.map(line => {
    const fields = line.includes('"') ? quotedFields(line) : line.split(',')
    const row: Record<string, string> = {}
    for (const [i, column] of columns.entries()) row[column] = fields[i] ?? ''
    return row
  })
}

const quotedFields = (line: string) =>
  Array.from(line.matchAll(/(?:^|,)(?:"([^"]*)"|([^,]*))/g), ([, quoted, plain]) => quoted ?? plain ?? '')

function readText(name: string): string {
  if (referenceDir === undefined)
    throw new Error('ESPLANADE_REFERENCE_DIR is not set; skip tests that need it.')
  const bytes = readFileSync(join(referenceDir, 'data', name))
  return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
}

function existing(folder: string | undefined): string | undefined {
  return folder !== undefined && existsSync(join(folder, 'data')) ? folder : undefined
}
