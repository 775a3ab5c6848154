import { deliverBatch, type FieldRow, type MemberRow } from '@esplanade/connector-kit'
import { describe, expect, it } from 'vitest'
import { klaviyoConnector } from '../src/index.ts'
import { NOW, type OpenKlaviyo, openKlaviyo } from './support/open-klaviyo.ts'
import { contactsOf, pullAll } from './support/pull-all.ts'

const { operations } = klaviyoConnector

function writeFields(klaviyo: OpenKlaviyo, rows: readonly FieldRow[], type: 'text' | 'number' = 'text') {
  return deliverBatch({
    context: klaviyo.context,
    operation: operations.fields,
    target: { container: '', fields: [{ name: 'tier', type }], mirrorAt: NOW },
    rows,
    onJob: async () => {},
  })
}

describe('bad input', () => {
  it('a key that lacks a scope stops with the name of the scope', async () => {
    const klaviyo = await openKlaviyo()
    klaviyo.account.scopes = ['accounts:read']
    expect((await klaviyoConnector.check(klaviyo.context)).accountId).toBe(klaviyo.account.id)
    await expect(pullAll(klaviyo, 'contacts')).rejects.toMatchObject({
      kind: 'auth',
      message: expect.stringMatching(/profiles:read.*README/s),
    })
  })

  it('an expired key stops with what to do, tells no key, and sends no row twice', async () => {
    const klaviyo = await openKlaviyo()
    const { id } = klaviyo.account.addProfile({ email: 'a@example.com' })
    const key = klaviyo.account.apiKey
    klaviyo.account.apiKey = 'pk_another_000000000000000000000000000'
    const work = writeFields(klaviyo, [{ remoteId: id, email: null, values: { tier: 'gold' } }])
    await expect(work).rejects.toMatchObject({
      kind: 'auth',
      message: expect.stringContaining('Check the private API key'),
    })
    await expect(work).rejects.not.toMatchObject({ message: expect.stringContaining(key) })
    expect(klaviyo.emulator.journal.requests).toBe(1)
  })

  it('a property that nobody has any more between plan and push is made by the write', async () => {
    const klaviyo = await openKlaviyo()
    const profile = klaviyo.account.addProfile({ email: 'a@example.com', properties: { tier: 'tin' } })
    delete profile.properties.tier
    const rows = [{ remoteId: profile.id, email: null, values: { tier: 'gold' } }]
    expect(await writeFields(klaviyo, rows)).toEqual([{ status: 'applied' }])
    expect(klaviyo.account.profileByEmail('a@example.com')?.properties.tier).toBe('gold')
  })

  it('an account that loses a permission in mid-run stops there, and what came before stands', async () => {
    const klaviyo = await openKlaviyo()
    const { id } = klaviyo.account.addProfile({ email: 'a@example.com' })
    const rows = [{ remoteId: id, email: 'a@example.com', values: { tier: 'gold' } }]
    expect(await writeFields(klaviyo, rows)).toEqual([{ status: 'applied' }])
    klaviyo.account.scopes = ['accounts:read', 'profiles:read']
    const again = rows.map(row => ({ ...row, values: { tier: 'silver' } }))
    await expect(writeFields(klaviyo, again)).rejects.toMatchObject({ kind: 'auth' })
    expect(klaviyo.account.profileByEmail('a@example.com')?.properties.tier).toBe('gold')
  })

  it('a list that vanished is one outcome for its rows, found by one look', async () => {
    const klaviyo = await openKlaviyo()
    const rows = Array.from({ length: 40 }, (_, no): MemberRow => {
      const { id } = klaviyo.account.addProfile({ email: `p${no}@example.com` })
      return { remoteId: id, email: null, action: 'add' }
    })
    const target = { kind: 'list', container: '', name: 'Gone', remoteId: 'L404' } as const
    const context = klaviyo.context
    const { members: operation } = operations
    const outcomes = await deliverBatch({
      context,
      operation,
      target: { container: '', target },
      rows,
      onJob: async () => {},
    })
    expect(new Set(outcomes.map(({ status, code }) => `${status} ${code}`))).toEqual(
      new Set(['rejected target-missing']),
    )
    expect(outcomes[0]?.message).toContain('choose another target')
    expect(klaviyo.emulator.journal.requests).toBe(2)
  })

  it('two megabytes on one profile are refused before they are sent, and the others go', async () => {
    const klaviyo = await openKlaviyo()
    const rows = ['a', 'b', 'c'].map((name, no): FieldRow => {
      const { id } = klaviyo.account.addProfile({ email: `${name}@example.com` })
      return { remoteId: id, email: null, values: { tier: no === 1 ? 'x'.repeat(2_000_000) : 'gold' } }
    })
    const outcomes = await writeFields(klaviyo, rows)
    expect(outcomes.map(({ status, code }) => code ?? status)).toEqual([
      'applied',
      'profile-too-large',
      'applied',
    ])
  })

  it('a property of another type than planned is converted, or left out with a note', async () => {
    const klaviyo = await openKlaviyo()
    const row = (email: string, tier: string): FieldRow => {
      const { id } = klaviyo.account.addProfile({ email, properties: { tier: 1 } })
      return { remoteId: id, email, values: { tier } }
    }
    const rows = [row('a@example.com', '12'), row('b@example.com', 'gold')]
    const [converted, unfit] = await writeFields(klaviyo, rows, 'number')
    expect(converted).toMatchObject({ status: 'applied', notes: [{ field: 'tier', did: 'converted' }] })
    expect(unfit).toMatchObject({ status: 'refused', code: 'values-unfit' })
    expect(klaviyo.account.profileByEmail('a@example.com')?.properties.tier).toBe(12)
    expect(klaviyo.account.profileByEmail('b@example.com')?.properties.tier).toBe(1)
  })

  it('a profile without an address is pulled and written like any other', async () => {
    const klaviyo = await openKlaviyo()
    const { id } = klaviyo.account.addProfile({ phone_number: '+4915112345678' })
    const [contact] = contactsOf(await pullAll(klaviyo, 'contacts'))
    expect(contact).toMatchObject({ remoteId: id, email: null, identities: [{ kind: 'phone' }] })
    const rows = [{ remoteId: id, email: null, values: { tier: 'gold' } }]
    expect(await writeFields(klaviyo, rows)).toEqual([{ status: 'applied' }])
  })
})
