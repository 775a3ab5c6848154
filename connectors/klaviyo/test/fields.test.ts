import { cutBatches, deliverBatch, type FieldRow, type Outcome, type Value } from '@esplanade/connector-kit'
import { describe, expect, it } from 'vitest'
import { klaviyoConnector } from '../src/index.ts'
import { at, NOW, type OpenKlaviyo, openKlaviyo } from './support/open-klaviyo.ts'

const operation = klaviyoConnector.operations.fields
const IMPORT = 'POST /api/profile-bulk-import-jobs'
const UPDATE = 'PATCH /api/profiles/{id}'

async function write(klaviyo: OpenKlaviyo, rows: readonly FieldRow[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const batch of cutBatches(operation, rows).batches) {
    const { context } = klaviyo
    outcomes.push(
      ...(await deliverBatch({
        context,
        operation,
        target: { container: '', mirrorAt: NOW },
        rows: batch,
        onJob: async () => {},
      })),
    )
  }
  return outcomes
}

function seed(klaviyo: OpenKlaviyo, count: number): FieldRow[] {
  return Array.from({ length: count }, (_, no) => {
    const email = `p${no}@example.com`
    const { id } = klaviyo.account.addProfile({ email, properties: { keep: no }, created: at('2026-01-01') })
    return { remoteId: id, email, values: { tier: `t${no}` } }
  })
}

const GONE = expect.stringMatching(/does not exist.*pull again/)

const requests = ({ emulator }: OpenKlaviyo, route: string) => emulator.journal.byRoute.get(route) ?? 0

describe('writing fields', () => {
  it('takes one import for a thousand profiles, and touches nothing else', async () => {
    const klaviyo = await openKlaviyo()
    const rows = seed(klaviyo, 1_000)
    const outcomes = await write(klaviyo, rows)
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['applied']))
    expect(requests(klaviyo, IMPORT)).toBe(1)
    const { profiles } = klaviyo.account.snapshot()
    expect(profiles.map(({ properties }) => properties)).toEqual(
      rows.map((row, no) => ({ keep: no, ...row.values })),
    )
  })

  it('writes fixed attributes, places and properties where they belong', async () => {
    const klaviyo = await openKlaviyo()
    const [first, second] = seed(klaviyo, 2)
    const values: Record<string, Value> = {
      first_name: 'Ada',
      'location.city': 'London',
      'location.moon': 'none',
      score: 0.5,
      tags: ['a'],
    }
    await write(klaviyo, [
      { ...(first as FieldRow), values },
      { ...(second as FieldRow), values },
    ])
    expect(klaviyo.account.profileByEmail('p0@example.com')).toMatchObject({
      attributes: { first_name: 'Ada' },
      location: { city: 'London' },
      properties: { keep: 0, score: 0.5, tags: ['a'], 'location.moon': 'none' },
    })
  })

  it('tells the row that failed from those that did not', async () => {
    const klaviyo = await openKlaviyo()
    const rows = seed(klaviyo, 150)
    const gone = rows.filter((_, no) => no % 7 === 0)
    for (const { email } of gone) klaviyo.account.removeProfile(email ?? '')
    const outcomes = await write(klaviyo, rows)
    outcomes.forEach((outcome, no) => {
      if (no % 7 === 0)
        expect(outcome).toMatchObject({ status: 'rejected', code: 'not_found', message: GONE })
      else expect(outcome).toEqual({ status: 'applied' })
    })
    expect(klaviyo.account.profileByEmail('p1@example.com')?.properties.tier).toBe('t1')
  })

  it('clears a value alone and by the single update, since an import would ignore it', async () => {
    const klaviyo = await openKlaviyo()
    const [first, ...others] = seed(klaviyo, 10) as [FieldRow, ...FieldRow[]]
    await write(klaviyo, [first, ...others])
    klaviyo.emulator.journal.clear()
    const clearing = { ...first, values: { tier: null, first_name: null } }
    const outcomes = await write(klaviyo, [clearing, ...others])
    expect(outcomes.every(({ status }) => status === 'applied')).toBe(true)
    expect([requests(klaviyo, UPDATE), requests(klaviyo, IMPORT)]).toEqual([1, 1])
    expect(klaviyo.account.profileByEmail('p0@example.com')?.properties.tier).toBeNull()
    expect(klaviyo.account.profileByEmail('p1@example.com')?.properties.tier).toBe('t1')
  })

  it('keeps rows of a cancelled import for later', async () => {
    const klaviyo = await openKlaviyo()
    const rows = seed(klaviyo, 2)
    const sent = await operation.send(klaviyo.context, { container: '', mirrorAt: NOW }, rows)
    if (sent.kind !== 'job') throw new Error('Expected a job.')
    for (const id of klaviyo.account.imports.keys()) klaviyo.account.cancelImport(id)
    const polled = await operation.poll?.(klaviyo.context, { container: '', mirrorAt: NOW }, sent.job, rows)
    expect(polled).toMatchObject({ outcomes: [{ status: 'deferred' }, { status: 'deferred' }] })
  })

  it('goes on with a job that a restart interrupted', async () => {
    const klaviyo = await openKlaviyo()
    const rows = seed(klaviyo, 3)
    const target = { container: '', mirrorAt: NOW }
    const { context } = klaviyo
    let stored = ''
    const crash = new Error('killed')
    const interrupted = deliverBatch({
      context,
      operation,
      target,
      rows,
      onJob: async job => {
        stored = JSON.stringify(job)
        throw crash
      },
    })
    await expect(interrupted).rejects.toBe(crash)
    const job: unknown = JSON.parse(stored)
    const outcomes = await deliverBatch({ context, operation, target, rows, job, onJob: async () => {} })
    expect(outcomes.map(({ status }) => status)).toEqual(['applied', 'applied', 'applied'])
    expect(requests(klaviyo, IMPORT)).toBe(1)
  })

  it('refuses a field that the vendor keeps itself, before any request', async () => {
    const klaviyo = await openKlaviyo()
    const rows = seed(klaviyo, 2).map(row => ({ ...row, values: { email: 'x@example.com' } }))
    await expect(write(klaviyo, rows)).rejects.toMatchObject({
      kind: 'config',
      message: expect.stringContaining('"email"'),
    })
    expect(klaviyo.emulator.journal.requests).toBe(0)
  })

  it('cuts at ten thousand rows and at five megabytes', async () => {
    const klaviyo = await openKlaviyo()
    const row = (no: number, values: FieldRow['values']) => ({ remoteId: `r${no}`, email: null, values })
    const small = Array.from({ length: 10_001 }, (_, no) => row(no, { a: 1 }))
    expect(cutBatches(operation, small).batches.map(batch => batch.length)).toEqual([10_000, 1])
    const large = Array.from({ length: 120 }, (_, no) => row(no, { a: 'x'.repeat(50_000) }))
    expect(cutBatches(operation, large).batches.length).toBe(2)
    // The emulator refuses a body that is over the vendor's bound, so the largest batch must pass.
    const [batch = []] = cutBatches(operation, large).batches
    await operation.send(klaviyo.context, { container: '', mirrorAt: NOW }, batch)
  })
})

describe('fields of the account', () => {
  it('are the fixed ones and the properties in use, with their types', async () => {
    const klaviyo = await openKlaviyo()
    klaviyo.account.addProfile({
      email: 'a@example.com',
      properties: {
        n: 1,
        b: true,
        t: 'x',
        d: '2026-01-31',
        i: '2026-01-31T09:00:00Z',
        list: ['a'],
        none: null,
      },
    })
    const fields = await klaviyoConnector.listFields(klaviyo.context, '')
    const types = Object.fromEntries(fields.map(({ name, type }) => [name, type]))
    expect(types).toMatchObject({
      n: 'number',
      b: 'boolean',
      t: 'text',
      d: 'date',
      i: 'instant',
      list: 'text',
    })
    expect(types).toMatchObject({ first_name: 'text', 'location.city': 'text' })
    expect(types).not.toHaveProperty('none')
  })

  it('need no creating: a property exists with its first value', async () => {
    const klaviyo = await openKlaviyo()
    await klaviyoConnector.createFields(klaviyo.context, '', [{ name: 'tier', type: 'text' }])
    expect(klaviyo.emulator.journal.requests).toBe(0)
    await write(klaviyo, seed(klaviyo, 1))
    const fields = await klaviyoConnector.listFields(klaviyo.context, '')
    expect(fields).toContainEqual({ name: 'tier', type: 'text' })
  })
})
