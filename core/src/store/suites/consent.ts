import { expect } from 'vitest'
import { type ConsentStatement, type ConsentStatus, foldConsent, type Identity } from '../../schema/index.ts'
import type { ConsentWord } from '../../segments/plan.ts'
import { at, contactNo, identityNo, NEWS, SHOP } from './samples.ts'
import { collect, type FreshStore, storeTest } from './store-test.ts'

const said = (
  address: string,
  status: ConsentStatus,
  when: number,
  more: Partial<ConsentStatement> = {},
): ConsentStatement => ({
  address,
  channel: 'email',
  scope: 'global',
  status,
  at: at(when),
  receivedAt: at(when + 1),
  source: SHOP,
  evidence: 'form',
  ...more,
})

export function describeConsent(fresh: () => Promise<FreshStore>): void {
  storeTest(fresh, 'nothing said is nothing known', async ({ state }) => {
    expect(await state.appendConsent([])).toEqual({ appended: 0 })
    expect(await state.consentOf('email', [])).toEqual([])
    expect(await state.consentOf('email', ['a@example.com'])).toEqual([])
    expect(await collect(state.optedOut('email'))).toEqual([])
  })

  storeTest(fresh, 'a statement comes back whole, for its address and channel only', async ({ state }) => {
    const statement = said('a@example.com', 'subscribed', 5)
    await state.appendConsent([
      statement,
      said('b@example.com', 'subscribed', 5),
      said('a@example.com', 'subscribed', 5, { channel: 'sms' }),
    ])
    expect(await state.consentOf('email', ['a@example.com', 'c@example.com'])).toEqual([statement])
  })

  storeTest(fresh, 'a statement heard again is left out, whenever it is heard', async (store, reopen) => {
    const statement = said('a@example.com', 'subscribed', 5)
    const again = { ...statement, receivedAt: at(99) }
    expect(await store.state.appendConsent([statement, again])).toEqual({ appended: 1 })
    expect(await (await reopen()).state.appendConsent([again])).toEqual({ appended: 0 })
  })

  storeTest(fresh, 'a statement that differs in anything else is another one', async ({ state }) => {
    const statement = said('a@example.com', 'subscribed', 5)
    const others = [{ evidence: 'import' }, { source: NEWS }, { scope: 'weekly' }, { at: at(6) }]
    const all = [statement, ...others.map(other => ({ ...statement, ...other }))]
    expect(await state.appendConsent(all)).toEqual({ appended: 5 })
    expect((await state.consentOf('email', ['a@example.com'])).length).toBe(5)
  })

  storeTest(fresh, 'opted-out addresses are those whose last word is no', async ({ state }) => {
    const cases: Record<string, ConsentStatement[]> = {
      'in@example.com': [said('in@example.com', 'subscribed', 1)],
      'out@example.com': [
        said('out@example.com', 'subscribed', 1),
        said('out@example.com', 'unsubscribed', 2),
      ],
      'back@example.com': [
        said('back@example.com', 'suppressed', 1),
        said('back@example.com', 'subscribed', 2),
      ],
      'tie@example.com': [
        said('tie@example.com', 'subscribed', 2),
        said('tie@example.com', 'unsubscribed', 2),
      ],
      'bounced@example.com': [said('bounced@example.com', 'suppressed', 1)],
      // The source's clock runs ahead: this opt-in reached us before the opt-out was said.
      'fast@example.com': [
        said('fast@example.com', 'subscribed', 900, { receivedAt: at(10) }),
        said('fast@example.com', 'unsubscribed', 20),
      ],
      'early@example.com': [said('early@example.com', 'unsubscribed', -50)],
    }
    await state.appendConsent(Object.values(cases).flat())
    const expected = Object.keys(cases).filter(address => {
      const verdict = foldConsent(cases[address] ?? [])
      return verdict !== undefined && verdict.status !== 'subscribed'
    })
    expect(await collect(state.optedOut('email'))).toEqual(expected.sort())
    expect(expected.length).toBe(5)
    expect(await collect(state.optedOut('sms'))).toEqual([])
  })

  storeTest(fresh, 'leaving or joining a topic is no word about mail as a whole', async ({ state }) => {
    await state.appendConsent([
      said('topic@example.com', 'unsubscribed', 5, { scope: 'weekly' }),
      said('gone@example.com', 'unsubscribed', 5),
      said('gone@example.com', 'subscribed', 9, { scope: 'weekly' }),
    ])
    expect(await collect(state.optedOut('email'))).toEqual(['gone@example.com'])
    expect(await collect(state.optedOut('email', 'weekly'))).toEqual(['topic@example.com'])
    expect(await collect(state.optedOut('email', 'monthly'))).toEqual([])
  })

  storeTest(fresh, 'contacts by what is true of an address of theirs', async store => {
    const { state } = store
    // Contact 4 has two addresses, of which each is judged on its own; 5 has none, and 6 was merged into 1.
    await state.saveIdentities({
      created: [
        ...[1, 2, 3, 4, 6].map(no => addressOf(no, no, `${no}@example.com`)),
        addressOf(7, 4, 'second@example.com'),
        { ...addressOf(5, 5, '+49301234567'), kind: 'phone' },
      ],
      merges: [{ from: contactNo(6), into: contactNo(1) }],
    })
    await state.appendConsent([
      said('2@example.com', 'subscribed', 1),
      // Of one instant the stricter word holds.
      said('3@example.com', 'subscribed', 5, { receivedAt: at(5) }),
      said('3@example.com', 'suppressed', 5),
      said('3@example.com', 'unsubscribed', 5),
      said('4@example.com', 'unsubscribed', 2),
      said('second@example.com', 'subscribed', 2),
      said('second@example.com', 'unsubscribed', 3, { scope: 'weekly' }),
      said('3@example.com', 'subscribed', 9, { scope: 'weekly' }),
      said('6@example.com', 'subscribed', 1),
    ])
    const contacts = async (is: ConsentWord, topic: string | null = null) => [
      ...(await state.contactsOfConsent({ channel: 'email', topic, is })),
    ]
    expect(await contacts('subscribed')).toEqual([1, 2, 4])
    expect(await contacts('unsubscribed')).toEqual([4])
    expect(await contacts('suppressed')).toEqual([3])
    expect(await contacts('opted_out')).toEqual([3, 4])
    expect(await contacts('never_asked')).toEqual([1])
    expect(await contacts('mailable')).toEqual([1, 2, 4])
    // Whoever wants no mail at all wants none about a topic either, whatever was said of that.
    expect(await contacts('subscribed', 'weekly')).toEqual([])
    expect(await contacts('opted_out', 'weekly')).toEqual([3, 4])
    expect(await contacts('mailable', 'weekly')).toEqual([1, 2])
    expect(await contacts('never_asked', 'weekly')).toEqual([1, 2])
    expect([...(await state.contactsOfConsent({ channel: 'sms', topic: null, is: 'never_asked' }))]).toEqual([
      5,
    ])
  })
}

const addressOf = (identity: number, contact: number, value: string): Identity => ({
  kind: 'email',
  value,
  connection: null,
  identityNo: identityNo(identity),
  contactNo: contactNo(contact),
})
