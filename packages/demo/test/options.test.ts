import { describe, expect, test } from 'vitest'
import { readCommandLine } from '../src/options.ts'

describe('the command line', () => {
  test('has sensible defaults', () => {
    const options = { contacts: 10_000, seed: 1, json: false, keep: null }
    expect(readCommandLine([])).toEqual({ kind: 'run', options })
    expect(readCommandLine(['--'])).toEqual({ kind: 'run', options })
  })

  test('reads every option', () => {
    expect(readCommandLine(['--contacts', '300', '--seed=7', '--json', '--keep', 'here'])).toEqual({
      kind: 'run',
      options: { contacts: 300, seed: 7, json: true, keep: 'here' },
    })
  })

  test('offers help', () => {
    expect(readCommandLine(['--help'])).toEqual({ kind: 'help' })
  })

  test.each([
    ['--contacts', '0'],
    ['--contacts', 'many'],
    ['--contacts', '200001'],
    ['--seed', '-1'],
    ['--seed', '4294967296'],
    ['--sede', '1'],
    ['please'],
  ])('refuses %s %s', (...args) => {
    expect(readCommandLine(args)).toMatchObject({ kind: 'wrong' })
  })
})
