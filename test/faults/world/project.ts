import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll } from 'vitest'

const ROOT = resolve(import.meta.dirname, '../../..')
const PACKAGES = {
  hub: 'packages/hub',
  duckdb: 'packages/duckdb',
  mailchimp: 'connectors/mailchimp',
  hubspot: 'connectors/hubspot',
  klaviyo: 'connectors/klaviyo',
}

const made: string[] = []
afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** A user's project in a folder of its own, our packages installed as links; gone after the tests of its file. */
export function makeProject(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'esp-fault-'))
  made.push(folder)
  for (const [path, content] of Object.entries({ 'package.json': '{"type":"module"}', ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  mkdirSync(join(folder, 'node_modules/@esplanade'), { recursive: true })
  for (const [name, path] of Object.entries(PACKAGES)) {
    symlinkSync(join(ROOT, path), join(folder, 'node_modules/@esplanade', name))
  }
  return folder
}
