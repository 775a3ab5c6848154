import type { StoreSource } from '@esplanade/core/store'
import { describe, expect, test } from 'vitest'
import { ConfigError, checkConfig } from '../src/index.ts'

const store: StoreSource = {
  location: 'memory',
  file: null,
  tables: {
    readTable: () => {
      throw new Error('not read in this test')
    },
  },
  open: () => Promise.reject(new Error('not opened in this test')),
}
const valid = { store, currency: 'EUR', connections: {} }

function problems(config: unknown): readonly string[] {
  try {
    checkConfig(config)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

describe('a configuration', () => {
  test('needs a store, a currency and connections', () => {
    expect(problems(valid)).toEqual([])
    expect(problems({})).toHaveLength(3)
  })

  test('every problem is named with its key, at once', () => {
    const found = problems({ ...valid, currency: 'euro', timeZone: 'Berlin', historyDays: 0 })
    expect(found.map(problem => problem.split(':')[0])).toEqual(['currency', 'timeZone', 'historyDays'])
  })

  test('a misspelt key is answered with the one that was meant', () => {
    expect(problems({ ...valid, connetions: {} }).join()).toContain(
      'the key "connetions" does not belong here. Did you mean "connections"?',
    )
    expect(
      problems({ ...valid, syncs: [{ connection: 'a', segmnt: 'vip', into: { tag: 'VIP' } }] }).join(),
    ).toContain('syncs[0]: the key "segmnt" does not belong here. Did you mean "segment"?')
  })

  test('a value is never repeated, since it may be a secret', () => {
    const found = problems({ ...valid, currency: 'pk_live_secret' }).join()
    expect(found).toContain('a text of 14 characters')
    expect(found).not.toContain('pk_live_secret')
  })

  test('a sync of an unknown connection is refused', () => {
    expect(
      problems({ ...valid, syncs: [{ connection: 'news', segment: 'vip', into: { tag: 'VIP' } }] }),
    ).toEqual([
      'syncs[0].connection: "news" is no connection of this hub; expected one of (none configured).',
    ])
  })

  test('two syncs that fill one target are refused, whether they name the container or not', () => {
    const connector = { streams: [], operations: {} }
    const config = { ...valid, connections: { news: { connector, config: {} } } }
    const into = (segment: string, container?: string) => ({
      connection: 'news',
      segment,
      into: { tag: 'VIP' },
      ...(container && { container }),
    })
    expect(problems({ ...config, syncs: [into('a'), into('b')] })).toEqual([
      'syncs[1]: the tag VIP of "news" is filled by syncs[0] already; one sync fills one target.',
    ])
    expect(problems({ ...config, syncs: [into('a'), into('b', 'main')] })).toHaveLength(1)
    expect(problems({ ...config, syncs: [into('a', 'main'), into('b', 'other')] })).toEqual([])
    const field = { connection: 'news', fields: { ORDERS: { event: 'order_placed', count: true } } }
    expect(problems({ ...config, syncs: [field, field] })[0]).toContain('the field ORDERS')
  })

  test('a standard attribute keeps its type', () => {
    expect(() => checkConfig({ ...valid, attributes: { birthday: 'text' } })).toThrow(
      'standard one of type date',
    )
  })
})
