import { expect, test } from 'vitest'
import { main } from '../src/main.ts'
import { projectFolder } from './fixture/folders.ts'
import { memoryWorld } from './fixture/memory-world.ts'

/** A vendor with members at `GET /members`, as a connector package of a user's project would ship it. */
const ACME = {
  'node_modules/@esplanade/acme-mail/package.json':
    '{"name":"@esplanade/acme-mail","type":"module","exports":{"./emulator":"./emulator.js"}}',
  'node_modules/@esplanade/acme-mail/emulator.js': `
const error = status => ({ status, body: { error: status } })
export const acmeMailEmulator = {
  name: 'acme-mail',
  basePath: '/v1',
  createState: () => ({ members: [] }),
  routes: [{ route: 'GET /members', handle: (_request, state) => ({ status: 200, body: state.members }) }],
  limits: [],
  authorize: () => undefined,
  overLimit: () => error(429),
  notFound: () => error(404),
  badBody: () => error(400),
  serverError: error,
}
export function seedExample(state, { members, random }) {
  for (let i = 0; i < members; i += 1) state.members.push(Math.floor(random() * 1000))
}
export const exampleConfig = url => ({ apiKey: 'acme', baseUrl: url })
`,
}

/** Starts the emulator, calls it, and ends it as Ctrl-C would. */
async function emulate(argv: readonly string[], files: Record<string, string> = {}) {
  const { world, printed, interrupt } = memoryWorld(projectFolder({ ...ACME, ...files }, []))
  const ready = Promise.withResolvers<void>()
  const stdout = {
    ...world.stdout,
    write: (text: string) => {
      world.stdout.write(text)
      ready.resolve()
    },
  }
  const ended = main(['emulate', ...argv, '--json'], { ...world, stdout })
  await Promise.race([ready.promise, ended])
  const started = JSON.parse(printed().stdout) as {
    url: string
    config: unknown
    error?: { message: string }
  }
  const call = async () => {
    const response = await fetch(`${started.url}/v1/members`)
    return { status: response.status, body: (await response.json()) as unknown }
  }
  const end = () => {
    interrupt()
    return ended
  }
  return { started, call, end, printed, ended }
}

test('an emulator of the project is served with example members, the same for the same seed', async () => {
  const answers: unknown[] = []
  for (const seed of ['7', '7', '8']) {
    const { started, call, end, printed } = await emulate(['acme-mail', '--members', '3', '--seed', seed])
    expect(started).toMatchObject({ name: 'acme-mail', basePath: '/v1', members: 3 })
    expect(started.config).toEqual({ apiKey: 'acme', baseUrl: started.url })
    answers.push(await call())
    expect(await end()).toBe(0)
    expect(printed().stderr).toContain('It answered 1 request.')
    await expect(call()).rejects.toThrow('fetch failed')
  }
  expect(answers[0]).toMatchObject({
    status: 200,
    body: [expect.any(Number), expect.any(Number), expect.any(Number)],
  })
  expect(answers[1]).toEqual(answers[0])
  expect(answers[2]).not.toEqual(answers[0])
})

test('faults of a file are played on the next calls', async () => {
  const faults = '- {route: GET /members, times: 2, fault: {kind: status, status: 503}}\n'
  const { call, end } = await emulate(['acme-mail', '--faults', 'f.yaml'], { 'f.yaml': faults })
  expect([(await call()).status, (await call()).status, (await call()).status]).toEqual([503, 503, 200])
  await end()
})

test.each([
  [['acme-mail', '--faults', 'none.yaml'], 2, 'none.yaml; check the path given to --faults.'],
  [['acme-mail', '--faults', 'broken.yaml'], 2, 'cannot be read'],
  [['klavio'], 2, 'Did you mean "klaviyo"?'],
  [['acme-mail', '--faults', 'wrong.yaml'], 2, '[0].fault.status: '],
  [['acme'], 3, '@esplanade/acme is not installed in '],
  [['other'], 3, '@esplanade/other/emulator does not export `otherEmulator`'],
])('%j exits with %i', async (argv, code, words) => {
  const { started, ended } = await emulate(argv, {
    'broken.yaml': 'a: [',
    'wrong.yaml': '- {fault: {kind: status, status: 42}}\n',
    'node_modules/@esplanade/other/package.json': '{"type":"module","exports":{"./emulator":"./e.js"}}',
    'node_modules/@esplanade/other/e.js': 'export const emulator = 1\n',
  })
  expect(started.error?.message).toContain(words)
  expect(await ended).toBe(code)
})

test('a port that is taken is told', async () => {
  const first = await emulate(['acme-mail'])
  const second = await emulate(['acme-mail', '--port', new URL(first.started.url).port])
  expect(second.started.error?.message).toContain('Choose another port.')
  expect(await second.ended).toBe(2)
  await first.end()
})
