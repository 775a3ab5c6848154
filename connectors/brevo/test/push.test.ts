import { cutBatches, deliverBatch, type FieldRow } from '@esplanade/connector-kit'
import { expect, it } from 'vitest'
import { brevoConnector } from '../src/index.ts'
import { openBrevo } from './open-brevo.ts'

const { fields, members, optOut, erase } = brevoConnector.operations
const onJob = async () => {}

it('one contact that is gone stands alone among a hundred, and a strange id is never sent', async () => {
  const { account, context } = await openBrevo()
  const contacts = Array.from({ length: 100 }, (_, at) => account.addContact({ email: `a${at}@example.com` }))
  const gone = contacts[70] as (typeof contacts)[number]
  account.deleteContact(gone)
  const rows = contacts.map(
    ({ id, email }, at): FieldRow => ({
      remoteId: at === 3 ? 'nobody' : String(id),
      email,
      values: { FIRSTNAME: 'Ada' },
    }),
  )
  const target = { container: '', fields: [{ name: 'FIRSTNAME', type: 'text' as const }] }
  const outcomes = await deliverBatch({ context, operation: fields, target, rows, onJob })
  expect(outcomes[70]).toMatchObject({ status: 'rejected', code: 'invalid_parameter' })
  expect(outcomes[3]).toMatchObject({ status: 'refused', code: 'id-unknown' })
  const others = outcomes.filter((_, at) => at !== 70 && at !== 3)
  expect(new Set(others.map(({ status }) => status))).toEqual(new Set(['applied']))
  expect([...account.contacts.values()].filter(({ attributes }) => attributes.has('FIRSTNAME')).length).toBe(
    98,
  )
})

it('values keep the types of their attributes, and a text that is no number is left out', async () => {
  const { account, context } = await openBrevo()
  const wanted = [
    { name: 'SPEND', type: 'number' as const },
    { name: 'VIP', type: 'boolean' as const },
    { name: 'BORN', type: 'date' as const },
    { name: 'LIKES', type: 'text' as const, multiple: true, options: ['tea', 'coffee'] },
  ]
  await brevoConnector.createFields(context, '', wanted)
  expect(await brevoConnector.listFields(context, '')).toEqual(expect.arrayContaining(wanted))
  const { id, email } = account.addContact({ email: 'ada@example.com' })
  const values = { SPEND: '12.5', VIP: true, BORN: '1985-12-10', LIKES: ['Tea'], FIRSTNAME: 'Ada' }
  const push = (some: FieldRow['values']) =>
    deliverBatch({
      context,
      operation: fields,
      target: { container: '', fields: wanted },
      rows: [{ remoteId: String(id), email, values: some }],
      onJob,
    })
  expect(await push(values)).toMatchObject([{ status: 'applied' }])
  const held = () => Object.fromEntries(account.contacts.get(id)?.attributes ?? [])
  expect(held()).toEqual({ SPEND: 12.5, VIP: true, BORN: '1985-12-10', LIKES: ['tea'], FIRSTNAME: 'Ada' })
  const [outcome] = await push({ SPEND: 'much', VIP: null })
  expect(outcome?.notes).toEqual([
    expect.objectContaining({ field: 'SPEND', did: 'left-out' }),
    expect.objectContaining({ field: 'VIP', did: 'cleared' }),
  ])
  expect(held()).toEqual({ SPEND: 12.5, BORN: '1985-12-10', LIKES: ['tea'], FIRSTNAME: 'Ada' })
})

it('an attribute of several gets the options that it lacks, and no others twice', async () => {
  const { account, context } = await openBrevo()
  const field = { name: 'LIKES', type: 'text' as const, multiple: true }
  await brevoConnector.createFields(context, '', [{ ...field, options: ['tea'] }])
  await brevoConnector.createFields(context, '', [{ ...field, options: ['tea', 'coffee'] }])
  await brevoConnector.createFields(context, '', [{ ...field, options: ['coffee'] }])
  expect(account.attributes.get('LIKES')?.multiCategoryOptions).toEqual(['tea', 'coffee'])
})

it('two lists share one folder', async () => {
  const { account, context, emulator } = await openBrevo()
  for (const name of ['VIP', 'Lapsed'])
    await brevoConnector.createTarget(context, { kind: 'list', container: '', name })
  expect(new Set([...account.lists.values()].map(({ folderId }) => folderId)).size).toBe(1)
  expect([...account.folders.values()]).toContain('Esplanade')
  expect(emulator.journal.byRoute.get('POST /contacts/folders')).toBe(1)
})

it('a thousand changed contacts, one field and one list each, take twenty requests', async () => {
  const { account, context, emulator } = await openBrevo()
  const list = await brevoConnector.createTarget(context, { kind: 'list', container: '', name: 'VIP' })
  const rows = Array.from({ length: 1_000 }, (_, at) => {
    const { id, email } = account.addContact({ email: `a${at}@example.com` })
    return { remoteId: String(id), email, values: { FIRSTNAME: 'Ada' }, action: 'add' as const }
  })
  for (const batch of cutBatches(fields, rows).batches)
    await deliverBatch({ context, operation: fields, target: { container: '' }, rows: batch, onJob })
  for (const batch of cutBatches(members, rows).batches)
    await deliverBatch({
      context,
      operation: members,
      target: { container: '', target: list },
      rows: batch,
      onJob,
    })
  expect(account.listMembers('VIP').size).toBe(1_000)
  expect(emulator.journal.byRoute.get('POST /contacts/batch')).toBe(20)
  expect(emulator.journal.throttled).toBe(0)
})

it('an opt-out goes by address, also where the id is of another', async () => {
  const { account, context } = await openBrevo()
  const [ada, bob] = ['ada@example.com', 'bob@example.com'].map(email => account.addContact({ email }))
  const rows = [{ remoteId: String(bob?.id), email: 'ada@example.com' }]
  const outcomes = await deliverBatch({ context, operation: optOut, target: { container: '' }, rows, onJob })
  expect(outcomes).toEqual([{ status: 'applied' }])
  expect([ada?.emailBlacklisted, bob?.emailBlacklisted]).toEqual([true, false])
})

it('somebody who was deleted already is erased', async () => {
  const { context } = await openBrevo()
  if (!erase) throw new Error('Brevo erases.')
  const rows = [{ remoteId: '999', email: null }]
  const outcomes = await deliverBatch({ context, operation: erase, target: { container: '' }, rows, onJob })
  expect(outcomes).toEqual([{ status: 'applied' }])
})
