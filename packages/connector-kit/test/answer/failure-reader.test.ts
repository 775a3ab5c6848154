import { describe, expect, it } from 'vitest'
import { failureReader, type SdkFailure, type ToldFailure } from '../../src/index.ts'

class SdkError extends Error {
  readonly facts: SdkFailure
  readonly authorization = 'Bearer key-1'
  constructor(facts: SdkFailure) {
    super('sent with key-1')
    this.facts = facts
  }
}

const read = (facts: SdkFailure, told: ToldFailure = { message: 'Taken.' }) =>
  failureReader(
    error => (error instanceof SdkError ? error.facts : undefined),
    () => told,
  )(new SdkError(facts))

describe('a failure that is read', () => {
  it('holds status, code and words, and nothing else of the error', () => {
    const failure = read(
      { status: 409, body: { key: 'key-1' }, code: 'ERR' },
      { code: 'taken', message: 'Taken.' },
    )
    expect(failure).toEqual({ status: 409, code: 'taken', message: 'Taken.' })
    expect(JSON.stringify(failure)).not.toContain('key-1')
  })

  it("has the SDK's code where the body has none, and the body only where it is kept", () => {
    expect(read({ status: 400, code: 'ERR', body: { a: 1 } })).toEqual({
      status: 400,
      code: 'ERR',
      message: 'Taken.',
    })
    expect(read({ status: 400 }, { message: '', body: { a: 1 } })).toEqual({
      status: 400,
      code: null,
      message: '',
      body: { a: 1 },
    })
  })

  it.each([
    ['2', 2_000],
    ['0', 0],
    ['-1', undefined],
    ['soon', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('comes back after what the header says: %j', (header, ms) => {
    expect(read({ status: 429, headers: { 'Retry-After': header } })?.retryAfterMs).toBe(ms)
  })

  it('comes back when the body says so, unless the header does', () => {
    const told = { message: 'Daily.', retryAfterMs: 9, limit: 'daily' }
    expect(read({ status: 429, headers: { 'retry-after': '1' } }, told)?.retryAfterMs).toBe(1_000)
    expect(read({ status: 429, headers: {} }, told)).toMatchObject({ retryAfterMs: 9, limit: 'daily' })
  })

  it.each([
    ['ECONNREFUSED', 'the connection was refused'],
    ['EPIPE', 'the connection broke'],
    [undefined, 'the connection broke'],
  ])('without an answer says what broke: %s', (code, message) => {
    expect(read({ status: null, code })).toEqual({ status: null, code: code ?? null, message })
  })

  it('says what the SDK made of it where the code says nothing', () => {
    expect(read({ status: null, code: 'unreadable', words: 'no JSON' })?.message).toBe('no JSON')
  })

  it.each([[new TypeError('bug')], ['text'], [undefined]])(
    'is none for what is not of the SDK: %s',
    error => {
      const reader = failureReader(
        () => undefined,
        () => ({ message: 'never asked' }),
      )
      expect(reader(error)).toBeUndefined()
    },
  )
})
