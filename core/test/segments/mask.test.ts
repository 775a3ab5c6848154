import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { contactsToMask, countMask, diffMasks, hasContact, maskToContacts } from '../../src/segments/index.ts'

const contacts = fc
  .uniqueArray(fc.integer({ min: 0, max: 200 }))
  .map(list => Uint32Array.from(list).toSorted())

describe('masks', () => {
  test('give back the contacts they were made of', () => {
    fc.assert(
      fc.property(contacts, list => {
        const mask = contactsToMask(list, 201)
        expect(maskToContacts(mask)).toEqual(list)
        expect(countMask(mask)).toBe(list.length)
        expect([...list].every(contact => hasContact(mask, contact))).toBe(true)
      }),
    )
  })

  test('hold the last bit of a word and the first of the next, and nothing at or past their size', () => {
    expect(maskToContacts(contactsToMask(Uint32Array.of(31, 32, 63, 64), 64))).toEqual(
      Uint32Array.of(31, 32, 63),
    )
    expect(contactsToMask(new Uint32Array(), 0)).toHaveLength(0)
    expect(hasContact(new Uint32Array(), 5)).toBe(false)
  })

  test('differ by who entered and who left, also when one is longer', () => {
    fc.assert(
      fc.property(contacts, contacts, (before, after) => {
        const change = diffMasks(contactsToMask(before, (before.at(-1) ?? 0) + 1), contactsToMask(after, 201))
        expect(change.entered).toEqual(after.filter(contact => !before.includes(contact)))
        expect(change.left).toEqual(before.filter(contact => !after.includes(contact)))
      }),
    )
  })
})
