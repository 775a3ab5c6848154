import { expect, test } from 'vitest'
import { author } from '../src/author.ts'

test('a job names its author, a session its user, and nobody stays unnamed', () => {
  expect(author({ environment: { ESPLANADE_AUTHOR: ' Ada Lovelace ', USER: 'ci' } })).toEqual({
    author: 'Ada Lovelace',
  })
  expect(author({ environment: { ESPLANADE_AUTHOR: '', USER: 'ada' } })).toEqual({ author: 'ada' })
  expect(author({ environment: {} })).toEqual({})
})

test('a name longer than a hub takes is cut, not refused', () => {
  expect(author({ environment: { USER: 'a'.repeat(201) } })).toEqual({ author: 'a'.repeat(200) })
})
