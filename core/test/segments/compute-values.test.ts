import { describe, expect, test } from 'vitest'
import type { ValueExpression } from '../../src/segments/index.ts'
import {
  computeValues,
  DefinitionError,
  planSegments,
  valueExpressionSchema,
} from '../../src/segments/index.ts'
import { arrayFactStore } from './array-fact-store.ts'
import { AS_OF, CATALOG, type People, parsed, resolved, worldOf } from './people.ts'

const PEOPLE: People = {
  ada: {
    attributes: {
      region: 'Ohio',
      loyalty_member: true,
      birthday: '1984-02-29',
      balance: '12.5',
      interests: ['golf'],
    },
    events: [
      { type: 'order_placed', at: '2026-03-01T10:00:00Z', total: '10', items: 1, category: 'boots' },
      { type: 'order_placed', at: '2026-03-02T10:00:00Z', total: '5.01', items: 0.2, category: 'shoes' },
      { type: 'order_placed', at: '2026-05-02T10:00:00Z', total: '99' },
    ],
  },
  bob: {},
}

async function valuesOf(expression: ValueExpression) {
  const segments = resolved(parsed('id: buyer\ntitle: B\nwhen: { event: order_placed }'))
  const facts = arrayFactStore(worldOf(PEOPLE), { currency: 'USD', attributes: CATALOG.attributes })
  const options = { asOf: AS_OF, timeZone: 'UTC', currency: 'USD', segments }
  const [column] = await computeValues([valueExpressionSchema.parse(expression)], CATALOG, options, facts)
  return [column?.get(1), column?.get(2)]
}

describe('values for a contact with facts and one without', () => {
  test.each<[ValueExpression, unknown[]]>([
    [{ attribute: 'region' }, ['Ohio', undefined]],
    [{ attribute: 'loyalty_member' }, [true, undefined]],
    [{ attribute: 'birthday' }, ['1984-02-29', undefined]],
    [{ attribute: 'balance' }, ['12.50', undefined]],
    [{ attribute: 'interests' }, [['golf'], undefined]],
    [{ segment: 'buyer' }, [true, false]],
    [{ event: 'order_placed', count: true }, [2, 0]],
    [{ event: 'order_placed', within: '31d', count: true }, [1, 0]],
    [{ event: 'order_placed', where: { category: 'boots' }, sum: 'total' }, ['10.00', '0.00']],
    [{ event: 'order_placed', sum: 'total' }, ['15.01', '0.00']],
    // 7.505 dollars are rounded to whole cents.
    [{ event: 'order_placed', avg: 'total' }, ['7.51', undefined]],
    [{ event: 'order_placed', sum: 'items' }, [1.2, 0]],
    [{ event: ['order_placed', 'order_refunded'], max: 'total' }, ['10.00', undefined]],
    [{ event: 'order_placed', last: 'category' }, ['shoes', undefined]],
    [{ event: 'order_placed', distinct: 'category' }, [2, 0]],
    [{ event: ['order_placed', 'order_refunded'], first: 'category' }, ['boots', undefined]],
    [{ event: 'order_placed', last: 'at' }, ['2026-03-02T10:00:00.000Z', undefined]],
  ])('%j', async (expression, values) => {
    expect(await valuesOf(expression)).toEqual(values)
  })

  test('a number that is no contact has none', async () => {
    const facts = arrayFactStore(worldOf(PEOPLE), { currency: 'USD', attributes: CATALOG.attributes })
    const [column] = await computeValues(
      [{ event: 'order_placed', count: true }],
      CATALOG,
      { asOf: AS_OF, timeZone: 'UTC', currency: 'USD' },
      facts,
    )
    expect([column?.get(0), column?.get(3), column?.get(1e6)]).toEqual([undefined, undefined, undefined])
  })
})

describe('refused', () => {
  test.each([
    {},
    { event: 'order_placed' },
    { event: 'order_placed', count: true, sum: 'total' },
    { event: 'order_placed', count: false },
    { attribute: 'region', is: 'Ohio' },
  ])('%j', expression => {
    expect(valueExpressionSchema.safeParse(expression).success).toBe(false)
  })

  test('unknown names, with the nearest', async () => {
    await expect(valuesOf({ attribute: 'regoin' })).rejects.toThrow(DefinitionError)
    await expect(valuesOf({ segment: 'byer' })).rejects.toThrow('Did you mean "buyer"?')
    await expect(valuesOf({ event: 'order_placed', sum: 'category' })).rejects.toThrow(
      '[0].sum: "sum" needs number',
    )
  })

  test('a currency that does not exist', () => {
    expect(() => planSegments([], { asOf: AS_OF, currency: 'EURO', timeZone: 'UTC' })).toThrow(RangeError)
  })
})
