import { deliverBatch, type MemberRow, type TargetRef } from '@esplanade/connector-kit'
import { describe, expect, it } from 'vitest'
import { klaviyoConnector } from '../src/index.ts'
import { NOW, type OpenKlaviyo, openKlaviyo } from './support/open-klaviyo.ts'

const LIST: TargetRef = { kind: 'list', container: '', name: 'VIP\'s "best", (10%)' }

async function change(klaviyo: OpenKlaviyo, target: TargetRef, rows: readonly MemberRow[]) {
  const found = await klaviyoConnector.findTarget(klaviyo.context, target)
  if (!found) throw new Error('The list is missing.')
  return deliverBatch({
    context: klaviyo.context,
    operation: klaviyoConnector.operations.members,
    target: { container: '', target: found, mirrorAt: NOW },
    rows,
    onJob: async () => {},
  })
}

describe('lists as targets', () => {
  it('are found by name, hostile ones included, and created once missing', async () => {
    const klaviyo = await openKlaviyo()
    for (let no = 0; no < 25; no += 1) klaviyo.account.addList({ name: `List ${no}` })
    expect(await klaviyoConnector.findTarget(klaviyo.context, LIST)).toBeUndefined()
    const created = await klaviyoConnector.createTarget(klaviyo.context, LIST)
    expect(created.remoteId).toBe(klaviyo.account.lists.named(LIST.name)?.id)
    expect(await klaviyoConnector.findTarget(klaviyo.context, LIST)).toEqual(created)
  })

  it('that share a name are refused: nobody could tell which one is meant', async () => {
    const klaviyo = await openKlaviyo()
    klaviyo.account.addList({ name: 'VIP' })
    klaviyo.account.addList({ name: 'VIP' })
    const target = { ...LIST, name: 'VIP' }
    await expect(klaviyoConnector.findTarget(klaviyo.context, target)).rejects.toMatchObject({
      kind: 'config',
    })
  })

  it('stand in for tags, which profiles do not have', async () => {
    const klaviyo = await openKlaviyo()
    const tag: TargetRef = { kind: 'tag', container: '', name: 'VIP' }
    const refusal = { kind: 'config', message: expect.stringContaining('list: "VIP"') }
    await expect(klaviyoConnector.findTarget(klaviyo.context, tag)).rejects.toMatchObject(refusal)
    await expect(klaviyoConnector.createTarget(klaviyo.context, tag)).rejects.toMatchObject(refusal)
    expect(klaviyo.emulator.journal.requests).toBe(0)
  })
})

describe("segments of Klaviyo's own", () => {
  it('are read page by page, and say that nothing can be written to them', async () => {
    const { account, context, emulator } = await openKlaviyo()
    const ids = Array.from({ length: 205 }, (_, no) => account.addProfile({ email: `p${no}@example.com` }).id)
    account.catalogue.addSegment('Engaged', NOW - 1_000, ids.slice(0, 201))
    const found = await klaviyoConnector.findTarget(context, { ...LIST, name: 'Engaged' })
    if (!found) throw new Error('The segment is missing.')
    expect(found.readOnly).toContain('by its own rule')
    emulator.journal.clear()
    const read: string[] = []
    for await (const { remoteIds } of klaviyoConnector.readMembers(context, found)) read.push(...remoteIds)
    expect(read.toSorted()).toEqual(ids.slice(0, 201).toSorted())
    expect(emulator.journal.requests).toBe(3)
  })

  it('are nobody’s business of a key that may fill lists alone', async () => {
    const { account, context } = await openKlaviyo()
    account.scopes = ['accounts:read', 'lists:read', 'lists:write', 'profiles:read', 'profiles:write']
    expect(await klaviyoConnector.findTarget(context, LIST)).toBeUndefined()
    const made = await klaviyoConnector.createTarget(context, LIST)
    expect(await klaviyoConnector.findTarget(context, LIST)).toEqual(made)
  })

  it('stand behind a list of the same name', async () => {
    const { account, context } = await openKlaviyo()
    account.catalogue.addSegment('VIP', NOW - 1_000)
    account.addList({ name: 'VIP' })
    const found = await klaviyoConnector.findTarget(context, { ...LIST, name: 'VIP' })
    expect(found?.remoteId).toBe(account.lists.named('VIP')?.id)
    expect(found?.readOnly).toBeUndefined()
  })
})

describe('members of a list', () => {
  it('change by one request for a thousand, and no consent moves', async () => {
    const klaviyo = await openKlaviyo()
    klaviyo.account.addList({ name: LIST.name })
    const rows = Array.from({ length: 1_000 }, (_, no): MemberRow => {
      const email = `p${no}@example.com`
      const seeded = klaviyo.account.addProfile({
        email,
        subscriptions: { email: { consent: 'UNSUBSCRIBED' } },
      })
      return { remoteId: seeded.id, email, action: 'add' }
    })
    const outcomes = await change(klaviyo, LIST, rows)
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['applied']))
    expect(klaviyo.account.listMembers(LIST.name).size).toBe(1_000)
    expect(klaviyo.emulator.journal.byRoute.get('POST /api/lists/{id}/relationships/profiles')).toBe(1)
    expect(klaviyo.account.consent('p0@example.com')?.consent).toBe('UNSUBSCRIBED')
    await change(
      klaviyo,
      LIST,
      rows.slice(0, 999).map(row => ({ ...row, action: 'remove' })),
    )
    expect(klaviyo.account.listMembers(LIST.name)).toEqual(new Set(['p999@example.com']))
  })

  it('that the vendor no longer has are found among the others, who all get in', async () => {
    const klaviyo = await openKlaviyo()
    klaviyo.account.addList({ name: LIST.name })
    const rows = Array.from({ length: 40 }, (_, no): MemberRow => {
      const email = `p${no}@example.com`
      return { remoteId: klaviyo.account.addProfile({ email }).id, email, action: 'add' }
    })
    klaviyo.account.removeProfile('p7@example.com')
    const outcomes = await change(klaviyo, LIST, rows)
    expect(outcomes.flatMap(({ status }, no) => (status === 'applied' ? [] : [no]))).toEqual([7])
    expect(outcomes[7]).toMatchObject({ status: 'rejected', code: 'not_found' })
    expect(klaviyo.account.listMembers(LIST.name).size).toBe(39)
  })
})

describe('opt-outs', () => {
  it('unsubscribe of everything, also who is in a list', async () => {
    const klaviyo = await openKlaviyo()
    klaviyo.account.addList({ name: 'News' })
    const rows = Array.from({ length: 100 }, (_, no) => {
      const email = `p${no}@example.com`
      const { id } = klaviyo.account.addProfile({
        email,
        subscriptions: { email: { consent: 'SUBSCRIBED' } },
      })
      klaviyo.account.addToList('News', id)
      return { remoteId: id, email }
    })
    const operation = klaviyoConnector.operations.optOut
    const sent = await operation.send(klaviyo.context, { container: '', mirrorAt: NOW }, rows)
    expect(sent).toEqual({ kind: 'accepted' })
    expect(klaviyo.account.consent('p0@example.com')?.consent).toBe('SUBSCRIBED')
    klaviyo.account.settle()
    for (const { email } of rows) {
      expect(klaviyo.account.consent(email)).toMatchObject({
        consent: 'UNSUBSCRIBED',
        canReceive: false,
        suppressions: ['UNSUBSCRIBE'],
      })
    }
  })

  it('go out a hundred at a time', () => {
    expect(klaviyoConnector.operations.optOut.maxRows).toBe(100)
  })
})
