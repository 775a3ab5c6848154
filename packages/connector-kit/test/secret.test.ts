import { describe, expect, it } from 'vitest'
import { env, MissingSecretError, maskSecrets, resolveSecrets, secretSchema } from '../src/index.ts'

describe('secrets', () => {
  it('are printable references until resolved, at any depth', () => {
    const config = { apiKey: env('KEY'), region: 'us6', more: [{ token: env('TOKEN') }], at: null }
    expect(JSON.parse(JSON.stringify(config))).toEqual(config)
    expect(resolveSecrets(config, { KEY: 'k-1234', TOKEN: 't-1234' })).toEqual({
      value: { apiKey: 'k-1234', region: 'us6', more: [{ token: 't-1234' }], at: null },
      secrets: ['k-1234', 't-1234'],
    })
  })

  it('leave alone what is no reference', () => {
    const date = new Date(0)
    const config = { date, options: { env: 'production', other: 1 }, list: [] }
    expect(resolveSecrets(config, {}).value).toEqual(config)
  })

  it('name everything that is missing at once, empty variables too', () => {
    const config = [env('A'), { b: env('B') }, env('C'), env('A')]
    const error = (() => {
      try {
        return resolveSecrets(config, { B: 'here', C: '' })
      } catch (thrown) {
        return thrown
      }
    })()
    expect(error).toBeInstanceOf(MissingSecretError)
    expect(error).toMatchObject({ variables: ['A', 'C'] })
    expect(String(error)).toContain(
      'The environment variables are not set: A, C. Set them in the .env file beside',
    )
  })

  it('refuse a structure that never ends', () => {
    const loop: Record<string, unknown> = {}
    loop.inner = loop
    expect(() => resolveSecrets(loop, {})).toThrow('levels deep')
  })

  it('are marked in the schema and may not be empty', () => {
    expect(secretSchema.meta()).toMatchObject({ secret: true })
    expect(secretSchema.safeParse('').success).toBe(false)
    expect(secretSchema.safeParse('k').success).toBe(true)
  })

  it('are masked in every form, the longest first', () => {
    expect(maskSecrets('a/b+c123 a%2Fb%2Bc123 a/b+c123-more', ['a/b+c123', 'a/b+c123-more'])).toBe(
      '(secret) (secret) (secret)',
    )
    expect(maskSecrets(`Basic ${btoa('token-9')}`, ['token-9'])).toBe('Basic (secret)')
  })

  it('are not masked when so short that every text has them', () => {
    expect(maskSecrets('an abc', ['a', 'abc', ''])).toBe('an abc')
  })
})
