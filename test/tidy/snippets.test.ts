import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildCatalog, systemClock } from '@esplanade/core/schema'
import {
  attribute,
  formatProblem,
  parseSegments,
  parseSegmentTests,
  resolveExpressions,
  resolveSegments,
  type SegmentDefinition,
  segment,
  valueExpressionSchema,
} from '@esplanade/core/segments'
import { duckdb } from '@esplanade/duckdb'
import { type HubConfig, openHub } from '@esplanade/hub'
import { expect, test } from 'vitest'
import { tracked } from './sources.ts'

const ROOT = join(import.meta.dirname, '../..')
const read = (page: string) => readFileSync(join(ROOT, page), 'utf8')

/** What the manual takes for granted that a reader has. */
const CATALOG = buildCatalog(
  { attributes: { renews_on: 'date' } },
  new Map([
    ['churn', 'number'],
    ['value', 'number'],
  ]),
  ['shop', 'news'],
)
const NAMED = ['vip', 'buyers', 'customers', 'lapsed', 'newsletter'].map(id =>
  segment(id, id, attribute('region').is('California')),
)

interface Snippet {
  readonly page: string
  readonly line: number
  /** The last heading above it. */
  readonly heading: string
  readonly language: string
  readonly text: string
}

function snippetsOf(page: string): Snippet[] {
  const text = read(page)
  return [...text.matchAll(/^```(ts|yaml)\n([\s\S]*?)^```/gm)].map(
    ({ index, 1: language = '', 2: body = '' }) => {
      const above = text.slice(0, index)
      const heading = above.match(/^#+ .*$/gm)?.at(-1) ?? ''
      return { page, line: above.split('\n').length, heading, language, text: body }
    },
  )
}

const PAGES = tracked('docs/segments*.md', 'docs/scores/*.md', 'docs/clusters.md', 'README.md')
const SNIPPETS = PAGES.flatMap(snippetsOf)

/** The definitions that a snippet stands for: those that it holds, or its conditions as rules of their own. */
function definitionsIn({ page, text }: Snippet): SegmentDefinition[] {
  const rule = text.replace(/^when:\n/, '')
  const conditions = rule.startsWith('{') ? rule.trimEnd().split('\n') : [rule]
  const documents = /^id:/m.test(text)
    ? [text]
    : conditions.map(
        (when, no) => `id: snippet-${no}\ntitle: Snippet\nwhen:\n${when.replaceAll(/^/gm, '  ')}`,
      )
  const parsed = parseSegments(documents.join('\n---\n'), page)
  if (!parsed.ok) throw new Error(parsed.problems.map(formatProblem).join('\n'))
  return [...parsed.definitions]
}

/** Values are written in one line each, in the short form of YAML. */
const valuesIn = ({ text }: Snippet) =>
  [...text.matchAll(/^\{.*\}/gm)].map(([line]) =>
    valueExpressionSchema.parse(
      JSON.parse(line.replaceAll(/[\w-]+/g, word => (/^(true|false)$/.test(word) ? word : `"${word}"`))),
    ),
  )

const named = (snippets: readonly Snippet[]) =>
  snippets.map(snippet => [`${snippet.page}:${snippet.line}`, snippet] as const)
const isValues = ({ heading }: Snippet) => heading === '## Values for fields'
const isTest = ({ text }: Snippet) => text.startsWith('as_of:')
const yaml = SNIPPETS.filter(({ language }) => language === 'yaml')
const scripts = SNIPPETS.filter(({ language }) => language === 'ts')

test.each(named(yaml.filter(each => !isValues(each) && !isTest(each))))(
  '%s holds rules that can be evaluated',
  (_, snippet) => {
    const definitions = definitionsIn(snippet)
    const known = NAMED.filter(({ id }) => !definitions.some(each => each.id === id))
    expect(resolveSegments([...known, ...definitions], CATALOG)).toMatchObject({ ok: true })
    expect(definitions).not.toHaveLength(0)
  },
)

test.each(named(yaml.filter(isValues)))('%s holds values that a field can have', (_, snippet) => {
  const segments = resolveSegments(NAMED, CATALOG)
  const values = valuesIn(snippet)
  expect(resolveExpressions(values, CATALOG, segments.ok ? segments.value : [])).toMatchObject({ ok: true })
  expect(values).not.toHaveLength(0)
})

test.each(named(yaml.filter(isTest)))('%s is a file of tests', (_, { page, text }) => {
  const segments = new Set(NAMED.map(({ id }) => id as string))
  const scope = { catalog: CATALOG, currency: 'USD', segments }
  expect(parseSegmentTests([{ file: page, text }], scope)).toMatchObject({ ok: true })
})

test.each(named(scripts.filter(({ text }) => text.includes("from '@esplanade/core/segments'"))))(
  '%s builds a rule that can be evaluated',
  async (_, { text }) => {
    const { default: built } = (await imported(text)) as { default: SegmentDefinition }
    const known = NAMED.filter(({ id }) => id !== built.id)
    expect(resolveSegments([...known, built], CATALOG)).toMatchObject({ ok: true })
  },
)

test.each(named(scripts.filter(({ text }) => /^ *scores: \{/m.test(text))))(
  '%s configures scores of which a hub can be made',
  async (_, { text }) => {
    const whole = text.includes('defineHub(') ? text.replace('defineHub(', '(') : `export default {${text}}`
    const { default: scores } = (await imported(whole)) as { default: Partial<HubConfig> }
    const store = duckdb({ file: ':memory:' })
    const world = { clock: systemClock, environment: {}, random: Math.random, folder: import.meta.dirname }
    const hub = await openHub({ ...scores, currency: 'USD', connections: {}, segments: NAMED, store }, world)
    await hub.close()
  },
)

/** What a script exports, from beside this file, so that its imports are found as in a user's project. */
async function imported(script: string): Promise<unknown> {
  const folder = mkdtempSync(join(import.meta.dirname, 'snippet-'))
  try {
    writeFileSync(join(folder, 'snippet.ts'), script)
    return await import(join(folder, 'snippet.ts'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
