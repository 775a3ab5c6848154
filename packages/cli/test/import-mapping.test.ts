import { importMappingSchema } from '@esplanade/hub'
import { expect, test } from 'vitest'
import { mappingOf } from '../src/commands/import-mapping.ts'
import { list, pair, wholeNumber } from '../src/commands/option-values.ts'
import { temporaryFolder } from './fixture/folders.ts'

test('flags make a mapping', () => {
  const flags = {
    email: 'Email',
    attribute: { city: 'City' },
    consent: 'Opt',
    subscribed: ['y'],
    unsubscribed: ['n'],
    consentAt: 'When',
  }
  expect(mappingOf(flags, '/')).toEqual({
    source: 'import',
    identities: { email: 'Email' },
    attributes: { city: 'City' },
    consent: { column: 'Opt', subscribed: ['y'], unsubscribed: ['n'], at: 'When' },
  })
  expect(mappingOf({ external: 'Id', typeColumn: 'Kind', at: 'T', id: ['A', 'B'] }, '/')).toEqual({
    source: 'import',
    identities: { external: 'Id' },
    type: { column: 'Kind' },
    at: 'T',
    id: ['A', 'B'],
  })
})

test('flags win over the file, name by name', () => {
  const file = 'source: shop\nidentities: {email: A, phone: P}\nattributes: {city: A, age: B}\ntype: x\n'
  const folder = temporaryFolder({ 'map.yaml': file })
  const flags = { mapping: 'map.yaml', email: 'E', attribute: { city: 'C' }, typeColumn: 'T' }
  const mapping = mappingOf(flags, folder)
  expect(mapping).toEqual({
    source: 'shop',
    identities: { email: 'E', phone: 'P' },
    attributes: { city: 'C', age: 'B' },
    type: { column: 'T' },
  })
  expect(importMappingSchema.parse(mapping)).toEqual(mapping)
})

test.each([
  ['nobody to identify', { source: 'shop' }, 'identities: '],
  ['a source in another spelling', { email: 'E', source: 'My Shop' }, 'source: expected lower-case letters'],
  ['consent without its values', { email: 'E', consent: 'Opt' }, 'consent.subscribed: '],
  ['two types', { email: 'E', type: 'x', typeColumn: 'T' }, 'Give --type or --type-column, not both.'],
  ['no file', { mapping: 'none.yaml' }, 'There is no readable mapping at'],
  ['a file that is no YAML', { mapping: 'broken.yaml' }, 'is not valid YAML'],
  ['a misspelt key', { mapping: 'misspelt.yaml' }, 'Did you mean "attributes"?'],
  ['an attribute that is no column', { mapping: 'kind.yaml', attribute: { city: 'C' } }, 'attributes: '],
])('%s is refused', (_what, flags, words) => {
  const folder = temporaryFolder({
    'broken.yaml': 'a: [',
    'misspelt.yaml': 'identities: {email: E}\natributes: {city: C}\n',
    'kind.yaml': 'identities: {email: E}\nattributes: City\n',
  })
  expect(() => mappingOf(flags, folder)).toThrow(words)
})

test('values of options', () => {
  expect(pair('city=City = Town', { a: 'A' })).toEqual({ a: 'A', city: 'City = Town' })
  for (const wrong of ['city', '=City', 'city=', '']) expect(() => pair(wrong)).toThrow('name=column')
  expect(list('a, b', ['z'])).toEqual(['z', 'a', 'b'])
  for (const wrong of ['', 'a,,b', ',']) expect(() => list(wrong)).toThrow('separated by commas')
  const port = wholeNumber(0, 65_535)
  expect([port('0'), port('65535')]).toEqual([0, 65_535])
  for (const wrong of ['', '-1', '65536', '1.5', 'x']) expect(() => port(wrong)).toThrow('from 0 to 65535')
})
