import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Ended, esplanade } from './world/command.ts'
import { configText } from './world/hub-text.ts'
import { makeProject } from './world/project.ts'

// What a careless or hostile author of segments can write, through the real command.
const TIMEOUT_MS = 60_000
const urls = { news: '', crm: '', shop: '' }
const inSegment = (id: string, when: string) => `id: ${id}\ntitle: ${id}\nwhen: ${when}\n`

function shop(segments: Readonly<Record<string, string>>, more = ''): string {
  const files = Object.entries(segments).map(([name, text]) => [`segments/${name}`, text])
  const config = configText({ urls, connections: '', syncs: '', more })
  return makeProject({ 'esplanade.config.ts': config, 'segments/.keep': '', ...Object.fromEntries(files) })
}

/** Refused in words, before anything ran: no stack, nothing unforeseen, exit code 3. */
function expectRefused({ code, stdout, stderr }: Ended): void {
  expect(`${stdout}${stderr}`).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m)
  expect(`${stdout}${stderr}`).not.toContain('This was not foreseen')
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
}

test.concurrent('every mistake of every file is told at once, each with its file, line, path and the nearest name', {
  timeout: TIMEOUT_MS,
}, async () => {
  const nested = (depth: number) => `${'{ all: ['.repeat(depth)}{ event: order_placed }${'] }'.repeat(depth)}`
  const mistakes: readonly (readonly [file: string, text: string, words: string])[] = [
    [
      'type',
      inSegment('a', '{ attribute: region, at_least: 3 }'),
      'when.at_least: "at_least" does not go with a text',
    ],
    [
      'number',
      inSegment('b', '{ attribute: zip, is: 90210 }'),
      'when.attribute: no attribute is called "zip"',
    ],
    ['text', inSegment('c', '{ attribute: region, is: 90210 }'), 'when.is'],
    ['window', inSegment('d', '{ event: order_placed, within: 0d }'), 'when.within: impossible window'],
    ['long', inSegment('e', '{ event: order_placed, within: 40000d }'), 'when.within: impossible window'],
    [
      'never',
      inSegment('f', '{ attribute: signed_up_at, within: 30d, older_than: 60d }'),
      'when: impossible window',
    ],
    ['deep', inSegment('g', nested(200)), 'nested too deeply: expected groups at most 32 deep'],
    ['missing', inSegment('h', '{ event: order_palced }'), 'Did you mean "order_placed"?'],
    ['property', inSegment('i', '{ event: order_placed, where: { totl: 3 } }'), 'Did you mean "total"?'],
    [
      'pattern',
      inSegment('j', '{ attribute: region, matches: "(a+)+$" }'),
      'the key "matches" does not belong here',
    ],
    ['nul', inSegment('k', '{ attribute: region, is: "a\\0b" }'), 'when.is: expected text without NUL'],
    ['large', inSegment('l', `{ attribute: region, is: ${'x'.repeat(200_000)} }`), 'when.is'],
    ['larger', inSegment('m', `{ attribute: region, is: ${'x'.repeat(1_000_000)} }`), 'too long'],
    ['bomb', `a: &a [x, x]\nb: &b [*a, *a]\n${inSegment('n', '{ in: *b }')}`, 'aliases (*name) are not used'],
    [
      'name',
      inSegment(`"'; drop table contact; --"`, '{ event: order_placed }'),
      'id: expected lower-case letters',
    ],
    ['rtl', inSegment('o', '{ "\\u202eetubirtta": region, is: x }'), 'when: expected a condition'],
    ['measure', inSegment('p', '{ event: order_placed, sum: { of: total } }'), 'when.sum: expected a test'],
  ]
  const files = mistakes.map(([file, text]) => [`${file}.yaml`, text])
  const ended = await esplanade(shop(Object.fromEntries(files)), ['segments', 'list'])
  expectRefused(ended)
  for (const [file, , words] of mistakes) {
    const lines = ended.stderr.split('\n').filter(line => line.includes(`segments/${file}.yaml`))
    expect(lines.join('\n'), file).toContain(words)
    expect(Math.max(...lines.map(({ length }) => length)), file).toBeLessThan(400)
  }
  // What was written cannot turn the terminal around.
  expect(ended.stderr).not.toMatch(/[\u202e\0]/)
})

test.concurrent('queries that reach beyond their tables are refused with their segment, and no file is made', {
  timeout: TIMEOUT_MS,
}, async () => {
  const queries = {
    copy: `copy (select 1) to 'out.csv'`,
    file: `select contact_no from 'secret.csv'`,
    function: `select contact_no from read_csv('secret.csv')`,
    shadow: `with identity_now as (select contact_no from identity_now) select contact_no from identity_now`,
    write: `delete from contact`,
  }
  const files = Object.entries(queries).map(([id, sql]) => [
    `${id}.yaml`,
    inSegment(id, JSON.stringify({ sql, engine: 'duckdb' })),
  ])
  const folder = shop(Object.fromEntries(files))
  writeFileSync(join(folder, 'secret.csv'), 'contact_no\n1\n')
  const ended = await esplanade(folder, ['evaluate'])
  expectRefused(ended)
  for (const id of Object.keys(queries)) expect(ended.stderr).toContain(id)
  expect(existsSync(join(folder, 'out.csv'))).toBe(false)
})

test.concurrent('hostile values are values: in data and in rules, in folders below, over types that never occurred', {
  timeout: TIMEOUT_MS,
}, async () => {
  const names = [
    `'); drop table contact; --`,
    'a "quoted" name',
    '\u202egnol',
    '`+process.exit(1)+`',
    'back\\slash%_',
    'x'.repeat(1_000),
  ]
  const files = names.map((name, no) => [
    `below/of-${no}.yaml`,
    inSegment(`of-${no}`, JSON.stringify({ attribute: 'first_name', is: name })),
  ])
  const folder = shop({
    ...Object.fromEntries(files),
    'NEVER.YML': inSegment('never', '{ event: checkout_started }'),
    'not-even.yaml': inSegment('not-even', '{ no_event: checkout_started, within: 30d }'),
    'pattern.yaml': inSegment('pattern', '{ attribute: first_name, contains: "(x+x+)+y" }'),
  })
  const megabyte = 'x'.repeat(1_000_000)
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
  const rows = [...names, megabyte].map((name, no) => `p${no}@example.com,${quoted(name)}`)
  writeFileSync(join(folder, 'people.csv'), ['email,name', ...rows, ''].join('\n'))
  const args = ['import', 'contacts', 'people.csv', '--email', 'email', '--attribute', 'first_name=name']
  expect((await esplanade(folder, args)).code).toBe(0)
  const evaluated = await esplanade(folder, ['evaluate', '--json'])
  expect(evaluated.code).toBe(0)
  const { segments } = evaluated.json() as { segments: readonly { id: string; members: number }[] }
  expect(Object.fromEntries(segments.map(({ id, members }) => [id, members]))).toEqual({
    ...Object.fromEntries(names.map((_, no) => [`of-${no}`, 1])),
    never: 0,
    'not-even': names.length + 1,
    pattern: 0,
  })
})

test.concurrent('a definition that needs more memory than allowed is evaluated by statements, and that is told', {
  timeout: TIMEOUT_MS,
}, async () => {
  const folder = shop({ 'all.yaml': inSegment('all', '{ no_event: order_placed }') }, 'maxStateBytes: 10,')
  const people = Array.from({ length: 100 }, (_, no) => `p${no}@example.com`)
  writeFileSync(join(folder, 'people.csv'), ['email', ...people, ''].join('\n'))
  await esplanade(folder, ['import', 'contacts', 'people.csv', '--email', 'email'])
  const ended = await esplanade(folder, ['evaluate'])
  expect(ended.code).toBe(0)
  expect(ended.stdout).toMatch(
    /Evaluated in full: the columns take at least \d+ bytes, and maxStateBytes allows 10, so each segment/,
  )
})
