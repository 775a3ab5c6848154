import { days } from '@esplanade/connector-kit'
import { describe, expect, test } from 'vitest'
import { openRaw } from './raw-hubspot.ts'

const LISTS = '/crm/v3/lists'

describe('an emulated list', () => {
  test('reports ids that it does not know, passes over those it has, and leaves empty keys out', async () => {
    const { ask, account } = await openRaw()
    const list = account.addList({ name: 'By hand' })
    const [a = '', b = ''] = ['a', 'b'].map(name => account.addContact({ email: `${name}@example.com` }))
    const change = (verb: string, body: unknown) => ask(`PUT ${LISTS}/${list}/memberships/${verb}`, body)
    expect((await change('add', [a, '999999'])).body).toEqual({
      recordsIdsAdded: [a],
      recordIdsMissing: ['999999'],
    })
    expect((await change('add', [a])).body).toEqual({})
    const both = { recordIdsToAdd: [b], recordIdsToRemove: [a] }
    expect((await change('add-and-remove', both)).body).toEqual({
      recordsIdsAdded: [b],
      recordIdsRemoved: [a],
    })
  })

  test.each([
    ['MANUAL', 200],
    ['SNAPSHOT', 200],
    ['DYNAMIC', 400],
  ] as const)('that is %s answers a change of its members with %i', async (processingType, status) => {
    const { ask, account } = await openRaw()
    const list = account.addList({ name: 'Any', processingType })
    const id = account.addContact({ email: 'ada@example.com' })
    expect((await ask(`PUT ${LISTS}/${list}/memberships/add`, [id])).status).toBe(status)
    expect((await ask(`DELETE ${LISTS}/${list}/memberships`)).status).toBe(status === 200 ? 204 : 400)
  })

  test('tells its members a hundred at a time, 250 at most', async () => {
    const { ask, account } = await openRaw()
    const list = account.addList({ name: 'Long' })
    for (let no = 1; no <= 251; no += 1) account.lists.get(list)?.members.set(String(no), account.now)
    const page = async (query: string) => await ask(`GET ${LISTS}/${list}/memberships${query}`)
    expect((await page('')).body.results).toHaveLength(100)
    const first = await page('?limit=250')
    expect(first.body).toMatchObject({ total: 251, paging: { next: { after: '250' } } })
    expect((await page('?limit=250&after=250')).body).not.toHaveProperty('paging')
    expect((await page('?limit=251')).status).toBe(400)
  })

  test('is found twenty at a time', async () => {
    const { ask, account } = await openRaw()
    for (let no = 0; no < 21; no += 1) account.addList({ name: `List ${no}` })
    const { body } = await ask(`POST ${LISTS}/search`, {})
    expect(body).toMatchObject({ total: 21, offset: 20, hasMore: true })
    expect(body.lists).toHaveLength(20)
  })

  test('that was deleted comes back with its members for 90 days', async () => {
    const { ask, account, clock } = await openRaw()
    const id = account.addContact({ email: 'ada@example.com' })
    for (const name of ['Early', 'Late']) account.addList({ name })
    for (const list of ['1', '2']) {
      await ask(`PUT ${LISTS}/${list}/memberships/add`, [id])
      expect((await ask(`DELETE ${LISTS}/${list}`)).status).toBe(204)
      expect((await ask(`GET ${LISTS}/${list}`)).body).toMatchObject({ category: 'OBJECT_NOT_FOUND' })
    }
    clock.advance(days(90))
    expect((await ask(`PUT ${LISTS}/1/restore`)).status).toBe(204)
    expect((await ask(`GET ${LISTS}/1`)).body.list).toMatchObject({ name: 'Early', size: 1 })
    clock.advance(1)
    expect((await ask(`PUT ${LISTS}/2/restore`)).status).toBe(404)
  })

  test('is emptied under 100,000 members, and poured into another one up to that', async () => {
    const { ask, account } = await openRaw()
    const [from, to] = ['From', 'To'].map(name => account.addList({ name })) as [string, string]
    const members = account.lists.get(from)?.members
    for (let no = 1; no <= 100_000; no += 1) members?.set(String(no), account.now)
    expect((await ask(`DELETE ${LISTS}/${from}/memberships`)).status).toBe(400)
    expect((await ask(`PUT ${LISTS}/${to}/memberships/add-from/${from}`)).status).toBe(204)
    expect(account.lists.get(to)?.members.size).toBe(100_000)
    members?.set('100001', account.now)
    expect((await ask(`PUT ${LISTS}/${to}/memberships/add-from/${from}`)).status).toBe(400)
    members?.clear()
    members?.set('1', account.now)
    expect((await ask(`DELETE ${LISTS}/${from}/memberships`)).status).toBe(204)
    expect(members?.size).toBe(0)
  })
})
