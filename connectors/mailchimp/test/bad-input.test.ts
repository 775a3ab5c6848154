import { days, deliverBatch, type FieldRow, fitFields, type OperationTarget } from '@esplanade/connector-kit'
import { describe, expect, test } from 'vitest'
import type { MailchimpAccount } from '../emulator/index.ts'
import { mailchimpConnector } from '../src/index.ts'
import { AUDIENCE, openAccount, pull, START } from './open-account.ts'

const { fields, members, optOut, optIn, events } = mailchimpConnector.operations
if (!optIn || !events) throw new Error('Mailchimp takes opt-ins and events.')
const target: OperationTarget = { container: AUDIENCE, mirrorAt: START }

function rowOf(account: MailchimpAccount, email: string) {
  const { contactId, status } = account.known(AUDIENCE, email)
  return { remoteId: contactId, email, remoteStatus: status }
}

async function audienceOf(...emails: string[]) {
  const opened = await openAccount()
  for (const email of emails) opened.account.addMember(AUDIENCE, { email, timestampOpt: START - days(30) })
  const rows = (values: FieldRow['values']) =>
    emails.map(email => ({ ...rowOf(opened.account, email), values }))
  return { ...opened, rows }
}

describe('an audience that vanished', () => {
  test('is told to every row of a push, at once and with what to do', async () => {
    const { account, emulator, context, rows } = await audienceOf('ada@example.com', 'ben@example.com')
    const [ada, ben] = rows({ FNAME: 'A' })
    account.audiences.delete(AUDIENCE)
    const tag = { kind: 'tag', container: AUDIENCE, name: 'VIP', remoteId: '1' } as const
    const delivered = { context, onJob: async () => {} }
    const some = [ada, ben].filter(row => row !== undefined)
    const opted = { at: START, source: 'form', evidence: 'form' }
    for (const outcomes of [
      await deliverBatch({ ...delivered, operation: fields, target, rows: some }),
      await deliverBatch({ ...delivered, operation: optOut, target, rows: some }),
      await deliverBatch({
        ...delivered,
        operation: optIn,
        target,
        rows: some.map(r => ({ ...r, optIn: opted })),
      }),
      await deliverBatch({
        ...delivered,
        operation: members,
        target: { ...target, target: tag },
        rows: some.map(row => ({ ...row, action: 'add' as const })),
      }),
    ]) {
      expect(outcomes).toMatchObject([{ code: 'target-missing' }, { code: 'target-missing' }])
      expect(outcomes[0]?.message).toMatch(/could not be found.*newsletter no longer exists.*choose another/)
    }
    expect(emulator.journal.requests).toBe(4)
  })

  test('stops no other audience, and is named once these are read', async () => {
    const { account, context } = await openAccount({ audiences: ['gone', AUDIENCE] })
    account.addMember(AUDIENCE, { email: 'ada@example.com' })
    const seen: unknown[] = []
    const stream = mailchimpConnector.streams[0]
    const request = { checkpoint: undefined, until: START, since: START }
    const reading = (async () => {
      for await (const { items } of stream?.pull(context, request) ?? []) seen.push(...items)
    })()
    await expect(reading).rejects.toMatchObject({
      kind: 'config',
      message: expect.stringContaining('has no audience gone'),
    })
    expect(seen).toMatchObject([{ email: 'ada@example.com' }])
  })
})

test('a tag that vanished is told to its rows in one request, and fields go on', async () => {
  const { emulator, context, rows } = await audienceOf('ada@example.com', 'ben@example.com')
  const tag = { kind: 'tag', container: AUDIENCE, name: 'VIP', remoteId: '404' } as const
  const tagged = rows({}).map(row => ({ ...row, action: 'add' as const }))
  const delivered = { context, onJob: async () => {} }
  const outcomes = await deliverBatch({
    ...delivered,
    operation: members,
    target: { ...target, target: tag },
    rows: tagged,
  })
  expect(outcomes).toMatchObject([{ code: 'target-missing' }, { code: 'target-missing' }])
  expect(outcomes[0]?.message).toMatch(/could not be found.*tag "VIP".*choose another/)
  expect(emulator.journal.requests).toBe(1)
  const written = await deliverBatch({ ...delivered, operation: fields, target, rows: rows({ FNAME: 'A' }) })
  expect(written.map(({ status }) => status)).toEqual(['applied', 'applied'])
})

test('an account that was downgraded makes no field beyond what it pays for, says how many that are, and writes on', async () => {
  const { account, context, rows } = await audienceOf('ada@example.com')
  account.plan = 'premium'
  const names = (from: number, count: number) =>
    Array.from({ length: count }, (_, at) => ({ name: `F${from + at}`, type: 'text' as const }))
  await mailchimpConnector.createFields(context, AUDIENCE, names(0, 30))
  account.plan = 'standard'
  await expect(mailchimpConnector.createFields(context, AUDIENCE, names(30, 1))).rejects.toMatchObject({
    message: expect.stringContaining('already has 30 merge fields'),
  })
  const planned = { ...target, fields: names(0, 30) }
  const batch = {
    context,
    operation: fields,
    target: planned,
    rows: rows({ F29: 'kept' }),
    onJob: async () => {},
  }
  expect(await deliverBatch(batch)).toEqual([{ status: 'applied' }])
})

describe('a merge field that', () => {
  test('was deleted between plan and push is named, and the others are written', async () => {
    const { account, context, rows } = await audienceOf('ada@example.com')
    const planned: OperationTarget = {
      ...target,
      fields: [
        { name: 'LNAME', type: 'text' },
        { name: 'PHONE', type: 'text' },
      ],
    }
    const audience = account.audience(AUDIENCE)
    const phone = audience.mergeFields.find(({ tag }) => tag === 'PHONE')
    if (phone) audience.dropMergeField(phone)
    const batch = rows({ LNAME: 'Lovelace', PHONE: '+44 20' })
    expect(
      await deliverBatch({ context, operation: fields, target: planned, rows: batch, onJob: async () => {} }),
    ).toMatchObject([
      {
        status: 'rejected',
        code: 'merge-field-missing',
        message: expect.stringMatching(/PHONE.*Pull again, and the next plan/),
      },
    ])
    expect(account.known(AUDIENCE, 'ada@example.com').mergeFields).toEqual({ LNAME: 'Lovelace' })
  })

  test('changed its type is one row in Mailchimp’s words, and other rows go on', async () => {
    const { account, context, rows } = await audienceOf('ada@example.com', 'ben@example.com')
    const audience = account.audience(AUDIENCE)
    audience.mergeFields.push({
      mergeId: 9,
      tag: 'AGE',
      name: 'Age',
      type: 'number',
      required: false,
      choices: [],
    })
    const planned: OperationTarget = { ...target, fields: [{ name: 'AGE', type: 'text' }] }
    const [ada, ben] = rows({})
    if (!ada || !ben) throw new Error('Two members were added.')
    const batch = [
      { ...ada, values: { AGE: 'old' } },
      { ...ben, values: { AGE: '40' } },
    ]
    expect(
      await deliverBatch({ context, operation: fields, target: planned, rows: batch, onJob: async () => {} }),
    ).toMatchObject([
      {
        status: 'rejected',
        message: expect.stringMatching(/AGE: Please enter a number\. Correct the value/),
      },
      { status: 'applied' },
    ])
  })

  test('is required and empty stops neither fields nor opt-outs', async () => {
    const { account, context, rows } = await audienceOf('ada@example.com')
    const audience = account.audience(AUDIENCE)
    audience.mergeFields.push({
      mergeId: 9,
      tag: 'MUST',
      name: 'Must',
      type: 'text',
      required: true,
      choices: [],
    })
    const delivered = { context, target, rows: rows({ FNAME: 'Ada' }), onJob: async () => {} }
    expect(await deliverBatch({ ...delivered, operation: fields })).toEqual([{ status: 'applied' }])
    expect(await deliverBatch({ ...delivered, operation: optOut })).toEqual([{ status: 'applied' }])
  })

  test('takes options gets those that it lacks, and no other value', async () => {
    const { account, context, rows } = await audienceOf('ada@example.com')
    const plan = { name: 'PLAN', type: 'text', options: ['Free', 'Paid'] } as const
    await mailchimpConnector.createFields(context, AUDIENCE, [plan])
    await mailchimpConnector.createFields(context, AUDIENCE, [{ ...plan, options: ['Paid', 'Team'] }])
    const listed = await mailchimpConnector.listFields(context, AUDIENCE)
    expect(listed).toContainEqual({ name: 'PLAN', type: 'text', options: ['Free', 'Paid', 'Team'] })
    const there = { ...target, fields: listed }
    const write = (value: string) =>
      deliverBatch({
        context,
        operation: fields,
        target: there,
        rows: rows({ PLAN: value }),
        onJob: async () => {},
      })
    expect(await write('team')).toMatchObject([{ status: 'applied', notes: [{ did: 'converted' }] }])
    expect(account.known(AUDIENCE, 'ada@example.com').mergeFields.PLAN).toBe('Team')
    expect(await write('Gold')).toMatchObject([{ status: 'refused', code: 'values-unfit' }])
  })
})

describe('a contact without an address', () => {
  test('is pulled, and refused with what to do', async () => {
    const { account, context } = await openAccount()
    account.addMember(AUDIENCE, { email: '', mergeFields: { PHONE: '+44 20 7946 0000' } })
    const { items } = await pull(context, 'contacts')
    expect(items).toMatchObject([{ email: null, identities: [{ kind: 'phone' }] }])
    const [contact] = items
    if (contact?.kind !== 'contact') throw new Error('One contact was added.')
    const { remoteId, email, remoteStatus = '' } = contact
    const row = { remoteId, email, remoteStatus }
    const delivered = { context, onJob: async () => {} }
    const refused = [
      { status: 'refused', code: 'email-missing', message: expect.stringContaining('Add an address') },
    ]
    const written = await deliverBatch({
      ...delivered,
      operation: fields,
      target,
      rows: [{ ...row, values: { FNAME: 'A' } }],
    })
    expect(written).toMatchObject(refused)
    const tag = { kind: 'tag', container: AUDIENCE, name: 'VIP', remoteId: '1' } as const
    const tagged = await deliverBatch({
      ...delivered,
      operation: members,
      target: { ...target, target: tag },
      rows: [{ ...row, action: 'add' }],
    })
    expect(tagged).toMatchObject(refused)
  })
})

test('two megabytes on one contact are cut to what the fields hold, each with a note', async () => {
  const { account, context, rows } = await audienceOf('ada@example.com')
  const tags = Array.from({ length: 20 }, (_, at) => `BIG${at}`)
  const planned = tags.map(name => ({ name, type: 'text' as const }))
  await mailchimpConnector.createFields(context, AUDIENCE, planned)
  const values = Object.fromEntries(tags.map(name => [name, '💾'.repeat(25_000)]))
  const [outcome] = await deliverBatch({
    context,
    operation: fields,
    target: { ...target, fields: planned },
    rows: rows(values),
    onJob: async () => {},
  })
  expect(outcome?.status).toBe('applied')
  expect(outcome?.notes).toHaveLength(20)
  expect(outcome?.notes?.[0]).toEqual({ field: 'BIG0', did: 'truncated', how: '63 of 25000 characters' })
  expect(account.known(AUDIENCE, 'ada@example.com').mergeFields.BIG19).toBe('💾'.repeat(63))
  // Without the bound of the field nothing would be cut, and Mailchimp would do it in silence.
  expect(fitFields(rows(values)[0] as FieldRow, { ...target, fields: planned })).toMatchObject({ notes: [] })
})

test('an expired key stops with what to do, and sends no row twice', async () => {
  const { account, emulator, context, rows } = await audienceOf('ada@example.com')
  account.apiKeys.clear()
  const delivered = { context, target, rows: rows({ FNAME: 'Ada' }), onJob: async () => {} }
  await expect(deliverBatch({ ...delivered, operation: fields })).rejects.toMatchObject({
    kind: 'auth',
    message: expect.stringContaining('Create a new key'),
  })
  expect(emulator.journal.requests).toBe(1)
})

test('a status that Mailchimp does not know sinks its own row alone', async () => {
  const { account, context, rows } = await audienceOf('ada@example.com', 'ben@example.com', 'cy@example.com')
  const [odd, ...fine] = rows({ FNAME: 'X' })
  if (!odd) throw new Error('Three members were added.')
  const batch = [{ ...odd, remoteStatus: 'wishful' }, ...fine]
  const outcomes = await deliverBatch({
    context,
    operation: fields,
    target: { ...target, mirrorAt: START },
    rows: batch,
    onJob: async () => {},
  })
  expect(outcomes.slice(1)).toEqual([{ status: 'applied' }, { status: 'applied' }])
  expect(outcomes[0]).toMatchObject({ status: 'rejected', code: 'Invalid Resource' })
  expect(account.snapshot().map(({ mergeFields }) => mergeFields.FNAME)).toEqual([undefined, 'X', 'X'])
})
