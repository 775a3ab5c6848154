import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSegments } from '@esplanade/core/segments'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'

// What an editor knows of segments: the published JSON Schema, and nothing of our code.
const ROOT = join(import.meta.dirname, '../..')
const schema = JSON.parse(readFileSync(join(ROOT, 'docs/schema/segment.schema.json'), 'utf8'))
const isSegment = new Ajv2020({ strict: false }).compile(schema)

const FOLDERS = ['docs/examples/segments', 'packages/demo/segments', 'examples/first-hub/segments']
const files = FOLDERS.flatMap(folder => readdirSync(join(ROOT, folder)).map(name => join(folder, name)))

test.each(files.filter(file => /(?<!\.test)\.yaml$/.test(file)))('%s is right by the schema', file => {
  const parsed = parseSegments(readFileSync(join(ROOT, file), 'utf8'), file)
  const written = parsed.ok ? parsed.definitions : []
  expect(written.length).toBeGreaterThan(0)
  for (const each of written) expect(isSegment(each), JSON.stringify(isSegment.errors)).toBe(true)
})

const inSegment = (when: object, more: object = {}) => ({ id: 'x', title: 'X', when, ...more })
test.each([
  ['a key that there is not', inSegment({ event: 'order_placed', wihtin: '30d' })],
  ['one beside the rule', inSegment({ event: 'order_placed' }, { titel: 'X' })],
  ['one in a test', inSegment({ event: 'order_placed', count: { atleast: 3 } })],
  ['one in a step', inSegment({ sequence: [{ event: 'a' }, { event: 'b', withn: '1d' }] })],
  ['one in a figure', inSegment({ event: 'email_sent', rate: { with: 'email_opened', more: '80%' } })],
  ['a window of no unit', inSegment({ event: 'order_placed', within: '30 days' })],
  ['a text for a number', inSegment({ event: 'order_placed', nth: { number: 'three', exists: true } })],
  ['a word that consent has not', inSegment({ consent: 'email', is: 'yes' })],
  ['no rule', { id: 'x', title: 'X' }],
  ['an id with capitals', inSegment({ event: 'a' }, { id: 'VIP' })],
  ['a group that holds a wrong part', inSegment({ all: [{ event: 'a' }, { none: [{ evnt: 'b' }] }] })],
])('%s is marked by an editor', (_, value) => {
  expect(isSegment(value)).toBe(false)
})

test('an editor finds every word of the language in the schema', () => {
  const words = new Set<string>()
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    if ('properties' in value) for (const word of Object.keys(value.properties as object)) words.add(word)
    for (const each of Object.values(value)) walk(each)
  }
  walk(schema)
  const told = readFileSync(join(ROOT, 'docs/segments.md'), 'utf8')
  const inTables = [...told.matchAll(/^\| `([a-z]\w*)/gm)].map(([, word]) => word as string)
  const values = new Set([
    'subscribed',
    'unsubscribed',
    'opted_out',
    'never_asked',
    'mailable',
    'today',
    'yesterday',
    'last',
  ])
  expect(inTables.filter(word => !words.has(word) && !values.has(word))).toEqual([])
})
