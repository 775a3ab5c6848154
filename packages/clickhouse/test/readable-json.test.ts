import { expect, test } from 'vitest'
import { readableJson } from '../src/facts/readable-json.ts'

test('what the server reads as it is meant stays to the letter', () => {
  for (const json of ['{}', '{"a": 1.50,  "b":"x"}', '{"a":"\\ud83d\\ude00"}', '{"a":123456789012345678}']) {
    expect(JSON.parse(readableJson(json) ?? '')).toEqual(JSON.parse(json))
  }
  expect(readableJson('{"a": 1.50}')).toBe('{"a": 1.50}')
})

test('half a pair and whole numbers beyond 64 bits are made readable', () => {
  expect(readableJson('{"a":"x\\ud83d"}')).toBe('{"a":"x\ufffd"}')
  expect(readableJson('{"a":123456789012345678901,"b":"123456789012345678901"}')).toBe(
    '{"a":1.2345678901234568e+20,"b":"123456789012345678901"}',
  )
  expect(readableJson('{"a\\"1":-98765432109876540000}')).toBe('{"a\\"1":-9.876543210987654e+19}')
})

test('what is no JSON is none', () => {
  for (const text of ['', '{"a":', 'undefined', "{'a':1}"]) expect(readableJson(text)).toBeUndefined()
})
