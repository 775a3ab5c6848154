import type { PlannedTarget, PulledConnection, PushedConnection } from '@esplanade/hub'
import { expect, test } from 'vitest'
import { CliError, reportError } from '../src/error-report.ts'
import { EXIT_CODES } from '../src/exit-code.ts'
import { exitOfResult } from '../src/exit-of-result.ts'
import { COMPUTED } from './fixture/computed.ts'
import { PLANNED, PULLED, PUSHED } from './fixture/results.ts'

const pull = (changes: Partial<PulledConnection>) => ({ connections: [PULLED, { ...PULLED, ...changes }] })
const push = (changes: Partial<PushedConnection>, braked: PlannedTarget[] = []) => ({
  connections: [PUSHED, { ...PUSHED, ...changes }],
  braked,
})

test('a result ends the command by the worst that happened in it', () => {
  expect(exitOfResult.pull(pull({}))).toBe('ok')
  expect(exitOfResult.pull(pull({ rejected: 1 }))).toBe('partial')
  expect(exitOfResult.pull(pull({ rejected: 1, error: 'refused the key' }))).toBe('connection')

  expect(exitOfResult.push(push({ refused: 3 }))).toBe('ok')
  expect(exitOfResult.push(push({ rejected: 1 }))).toBe('partial')
  expect(exitOfResult.push(push({ deferred: 1 }))).toBe('partial')
  expect(exitOfResult.push(push({ inDoubt: 1 }))).toBe('partial')
  expect(exitOfResult.push(push({ rejected: 1 }, [PLANNED]))).toBe('braked')
  expect(exitOfResult.push(push({ error: 'cut' }, [PLANNED]))).toBe('connection')

  expect(
    exitOfResult.import({ rows: 2, contacts: 1, events: 0, duplicates: 0, rejectedRows: 1, rejects: [] }),
  ).toBe('partial')
  expect(exitOfResult.doctor({ healthy: false, checks: [] })).toBe('connection')
})

test('a sync is as bad as the worse of its halves', () => {
  const evaluate = {
    asOf: '2026-01-01T00:00:00Z',
    contacts: 0,
    computed: COMPUTED,
    segments: [],
    held: [],
    violations: [],
    warnings: [],
  }
  const plan = { asOf: evaluate.asOf, targets: [], creates: [], held: [], requests: 0, reads: 0, minutes: 0 }
  const sync = (
    pulled: Partial<PulledConnection>,
    pushed: Partial<PushedConnection>,
    braked: PlannedTarget[] = [],
  ) => exitOfResult.sync({ pull: pull(pulled), evaluate, plan, push: push(pushed, braked) })
  expect(sync({}, {})).toBe('ok')
  const missing = { event: 'order_placed', property: 'total', amounts: 1, currencies: ['CHF'] }
  const held = [{ connection: 'shop', field: 'SPENT', ...missing }]
  expect(exitOfResult.plan({ ...plan, held })).toBe('unmet')
  expect(sync({ rejected: 1 }, {})).toBe('partial')
  expect(sync({ rejected: 1 }, {}, [PLANNED])).toBe('braked')
  expect(sync({ error: 'cut' }, {}, [PLANNED])).toBe('connection')
})

test.each([
  ['ConfigError', 3],
  ['DefinitionError', 3],
  ['MissingSecretError', 3],
  ['TableError', 2],
  ['StoreError', 4],
  ['ConnectorError', 5],
  ['TypeError', 1],
])('an error called %s exits with %i, whichever copy of the packages threw it', (name, exitCode) => {
  const error = new Error('words')
  error.name = name
  expect(reportError(error)).toMatchObject({ name, message: 'words', exitCode })
})

test('problems and causes survive, anything can be thrown', () => {
  const cause = new Error('disk')
  const error = Object.assign(new CliError('store', 'full', { cause }), { problems: ['a', 'b'] })
  expect(reportError(error)).toMatchObject({ kind: 'store', problems: ['a', 'b'], exitCode: 4 })
  expect(reportError(error).stack).toMatch(/full[\s\S]+caused by Error: disk/)
  expect(reportError('just text')).toEqual({
    name: 'Error',
    kind: 'unexpected',
    message: 'just text',
    exitCode: 1,
  })
})

test('no two reasons share an exit code', () => {
  const codes = Object.values(EXIT_CODES).map(({ code }) => code)
  expect(codes).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 130])
})

test('segments that are disjoint by declaration alone end the command by themselves', () => {
  const violations = [{ segments: ['a', 'b'] as const, contacts: 1, offenders: [] }]
  const asOf = '2026-01-01T00:00:00Z'
  const evaluated = { asOf, contacts: 1, computed: COMPUTED, segments: [], held: [], warnings: [] }
  expect(exitOfResult.evaluate({ ...evaluated, violations })).toBe('unmet')
  expect(exitOfResult.evaluate({ ...evaluated, violations: [] })).toBe('ok')
  const held = [{ segment: 'a', connection: 'shop', because: 'unread' as const, target: 'tag:VIP' }]
  expect(exitOfResult.evaluate({ ...evaluated, held, violations: [] })).toBe('unmet')
  expect(EXIT_CODES.unmet.code).toBe(8)
})
