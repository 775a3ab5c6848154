import { describe, expect, test } from 'vitest'
import { importsOf, sources } from './sources.ts'

const all = sources()
const inside = (folder: string) => all.filter(({ path }) => path.startsWith(folder))
const isTest = (path: string) =>
  /(^|\/)(test|suites|conformance|bench)\//.test(path) || path.endsWith('.test.ts')
const names = (found: readonly { path: string }[]) => found.map(({ path }) => path)

/** Which of our packages a folder's own code may import. Tests may import more, to run against real engines. */
const ALLOWED: Record<string, RegExp> = {
  'core/': /^$/,
  'packages/connector-kit/': /^@esplanade\/core\/schema$/,
  'connectors/': /^@esplanade\/connector-kit(\/emulator|\/conformance)?$/,
  'packages/duckdb/': /^@esplanade\/core\//,
  'packages/clickhouse/': /^@esplanade\/core\//,
  'packages/hub/': /^@esplanade\/(core\/|connector-kit$)/,
  'packages/cli/': /^@esplanade\/(core\/|hub$|connector-kit(\/(emulator|conformance))?$)/,
}

describe('dependencies point one way', () => {
  test.each(Object.entries(ALLOWED))('%s imports only what lies below it', (folder, allowed) => {
    const wrong = inside(folder)
      .filter(({ path }) => !isTest(path))
      .flatMap(source =>
        importsOf(source)
          .filter(name => /^(@esplanade\/|esplanade$)/.test(name) && !allowed.test(name))
          .map(name => `${source.path} imports ${name}`),
      )
    expect(wrong).toEqual([])
  })

  test('the DuckDB binding has one importer', () => {
    const importers = all.filter(source => importsOf(source).some(name => name.startsWith('@duckdb/')))
    expect(names(importers).filter(path => !path.startsWith('packages/duckdb/'))).toEqual([])
  })

  test('each vendor SDK has one importer', () => {
    const sdks: Record<string, RegExp> = {
      'connectors/brevo/': /^@getbrevo\//,
      'connectors/mailchimp/': /^@mailchimp\//,
      'connectors/hubspot/': /^@hubspot\//,
      'connectors/klaviyo/': /^klaviyo-api/,
    }
    for (const [folder, sdk] of Object.entries(sdks)) {
      const importers = all.filter(source => importsOf(source).some(name => sdk.test(name)))
      expect(importers.length).toBeGreaterThan(0)
      expect(names(importers).filter(path => !path.startsWith(folder))).toEqual([])
    }
  })

  test('nobody imports the proof', () => {
    expect(
      names(all.filter(source => importsOf(source).some(name => name.startsWith('@esplanade/test')))),
    ).toEqual([])
  })
})

describe('files', () => {
  test('none is longer than a few screens', () => {
    const long = all.filter(({ path }) => !isTest(path)).filter(({ text }) => text.split('\n').length > 250)
    expect(names(long)).toEqual([])
  })

  test('each is named after what it is about', () => {
    const vague = /(^|\/)(utils?|helpers?|common|misc|manager)[^/]*\.ts$/
    expect(names(all).filter(path => vague.test(path))).toEqual([])
    expect(
      names(all).filter(path => path.endsWith('.ts') && !/^[a-z0-9.-]+$/.test(path.split('/').at(-1) ?? '')),
    ).toEqual([])
  })

  test('nothing is unfinished, focused or silenced', () => {
    const marks =
      /\b(TODO|FIXME|HACK)\b|\b(it|test|describe)\.(only|todo)\b|@ts-ignore|@ts-expect-error|biome-ignore/
    const others = all.filter(({ path }) => path !== 'test/tidy/layout.test.ts')
    expect(names(others.filter(({ text }) => marks.test(text)))).toEqual([])
  })
})

describe('connectors', () => {
  const folders = [...new Set(inside('connectors/').map(({ path }) => path.split('/')[1] ?? ''))]

  test.each(folders)('%s has an emulator and runs the conformance suite', folder => {
    const own = inside(`connectors/${folder}/`)
    expect(names(own)).toContain(`connectors/${folder}/emulator/index.ts`)
    expect(
      own.some(({ path, text }) => path.endsWith('.test.ts') && text.includes('describeConnector(')),
    ).toBe(true)
  })

  test.each(folders)('%s stays a handful of small files', folder => {
    const lines = inside(`connectors/${folder}/src/`).reduce((total, { text }) => total + codeLines(text), 0)
    expect(lines).toBeGreaterThan(300)
    expect(lines).toBeLessThanOrEqual(1_750)
  })
})

/** Lines that say something to the machine: blank ones and comments are not counted. */
const codeLines = (text: string): number =>
  text.split('\n').filter(line => !/^\s*(\/\/|\/?\*|$)/.test(line)).length
