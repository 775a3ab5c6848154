import { expect } from 'vitest'
import { type ForetoldCalls, foretellCalls, foretellMaking } from '../../src/budget/foretell.ts'
import { deliverBatch } from '../../src/delivery/deliver-batch.ts'
import { fillingOperation } from '../../src/delivery/filling-operation.ts'
import type { Operation, OperationTarget, Outcome, RowAddress } from '../../src/push.ts'
import type { ConformanceTest } from './conformance-test.ts'
import { emailsOf, seedMembers } from './members.ts'
import { addressOf, expectDelivered, expectTold, isDelivered, prepare, push, snapshot } from './push-rows.ts'
import type { Stage } from './stage.ts'

async function expectForetold<State>(
  { emulator: { journal } }: Stage<State>,
  { writes, reads }: ForetoldCalls,
  work: () => Promise<unknown>,
): Promise<void> {
  const before = new Map(journal.byRoute)
  await work()
  const called = [...journal.byRoute]
    .map(([route, calls]) => ({ route, calls: calls - (before.get(route) ?? 0) }))
    .filter(({ calls }) => calls > 0)
  const unforetold = called.filter(({ route }) => route.startsWith('GET ') && !reads.has(route))
  expect(unforetold, 'reads that were not foretold').toEqual([])
  const sum = (counts: Iterable<number>) => [...counts].reduce((all, count) => all + count, 0)
  const foretold = sum(writes.values()) + sum(reads.values())
  const made = sum(called.map(({ calls }) => calls))
  expect(made, `calls where ${foretold} were foretold: ${JSON.stringify(called)}`).toBeLessThanOrEqual(
    foretold,
  )
}

/** More than one request of the smallest bulk operations, and quick. */
const SOME = 120

export const pushTests: readonly ConformanceTest[] = [
  {
    name: 'push: finds and creates targets and fields',
    run: async ({ connector, harness, connect, seed }) => {
      seed(seedMembers(1))
      const context = connect()
      expect(await connector.findTarget(context, harness.target)).toBeUndefined()
      const created = await connector.createTarget(context, harness.target)
      expect(created).toMatchObject(harness.target)
      expect(await connector.findTarget(context, harness.target)).toEqual(created)
      const before = await connector.listFields(context, harness.container)
      expect(before.map(({ name }) => name)).not.toContain(harness.field.name)
      await connector.createFields(context, harness.container, [harness.field])
      expect(await connector.listFields(context, harness.container)).toContainEqual(
        expect.objectContaining(harness.field),
      )
    },
  },
  {
    name: 'push: fields reach the members they are for, and no others',
    run: async stage => {
      stage.seed(seedMembers(SOME))
      const { context, contacts, fields } = await prepare(stage)
      const chosen = contacts.filter((_, at) => at % 4 !== 0)
      const rows = chosen.map(contact => ({
        ...addressOf(contact),
        values: { [stage.harness.field.name]: `for ${contact.email}` },
      }))
      expectDelivered(await push(stage, context, stage.connector.operations.fields, fields, rows))
      const written = new Set(emailsOf(chosen))
      for (const email of emailsOf(contacts)) {
        const value = stage.harness.fieldValue(stage.emulator.state, email, stage.harness.field.name)
        expect(value, `the field of ${email}`).toBe(written.has(email) ? `for ${email}` : undefined)
      }
      expect(stage.emulator.journal.throttled).toBe(0)
    },
  },
  {
    name: 'push: a cleared field is empty there, or its row says why not',
    run: async stage => {
      stage.seed(seedMembers(3))
      const { name } = stage.harness.field
      const { context, contacts, fields } = await prepare(stage)
      const operation = stage.connector.operations.fields
      const rows = (value: string | null) =>
        contacts.map(c => ({ ...addressOf(c), values: { [name]: value } }))
      expectDelivered(await push(stage, context, operation, fields, rows('full')))
      for (const [at, outcome] of (await push(stage, context, operation, fields, rows(null))).entries()) {
        const email = contacts[at]?.email ?? ''
        const left = stage.harness.fieldValue(stage.emulator.state, email, name)
        if (isDelivered(outcome)) expect(left ?? '').toBe('')
        else expectTold(outcome)
      }
    },
  },
  {
    name: 'push: members are added, read back and removed',
    run: async stage => {
      stage.seed(seedMembers(SOME))
      const { context, contacts, members } = await prepare(stage)
      const { connector, harness, emulator } = stage
      const operation = connector.operations.members
      const added = contacts.filter((_, at) => at % 2 === 0)
      const removed = new Set(added.filter((_, at) => at % 3 === 0))
      const change = (some: Iterable<(typeof added)[number]>, action: 'add' | 'remove') =>
        push(
          stage,
          context,
          operation,
          members,
          [...some].map(contact => ({ ...addressOf(contact), action })),
        )
      expectDelivered(await change(added, 'add'))
      expect([...harness.targetMembers(emulator.state, harness.target)].sort()).toEqual(
        emailsOf(added).sort(),
      )
      expectDelivered(await change(removed, 'remove'))
      const left = added.filter(contact => !removed.has(contact))
      expect([...harness.targetMembers(emulator.state, harness.target)].sort()).toEqual(emailsOf(left).sort())
      const read: string[] = []
      for await (const page of connector.readMembers(context, members.target)) read.push(...page.remoteIds)
      expect(read.sort()).toEqual(left.map(({ remoteId }) => remoteId).sort())
    },
  },
  {
    name: 'push: every further kind of target is filled and emptied',
    parts: ['otherTargets'],
    run: async stage => {
      const others = stage.part('otherTargets')
      const kinds = [stage.harness.target, ...others].map(({ kind }) => kind).sort()
      expect(kinds, 'one target of every kind that the connector fills').toEqual(
        [...(stage.connector.targets ?? [])].sort(),
      )
      stage.seed(seedMembers(6))
      for (const other of others) {
        const { context, contacts, members } = await prepare(stage, other)
        expect(members.target).toMatchObject(other)
        expect(await stage.connector.findTarget(context, other)).toEqual(members.target)
        const operation = fillingOperation(stage.connector.operations, other.kind)
        for (const action of ['add', 'remove'] as const) {
          const rows = contacts.map(contact => ({ ...addressOf(contact), action }))
          expectDelivered(await push(stage, context, operation, members, rows))
          const expected = action === 'add' ? emailsOf(contacts).sort() : []
          expect([...stage.harness.targetMembers(stage.emulator.state, other)].sort()).toEqual(expected)
        }
      }
    },
  },
  {
    name: 'push: a repeated batch changes nothing further',
    run: async stage => {
      stage.seed(seedMembers(10))
      const { context, contacts, fields, members } = await prepare(stage)
      const { operations } = stage.connector
      const values = { [stage.harness.field.name]: 'again' }
      const pushBoth = async () => [
        ...(await push(
          stage,
          context,
          operations.fields,
          fields,
          contacts.map(c => ({ ...addressOf(c), values })),
        )),
        ...(await push(
          stage,
          context,
          operations.members,
          members,
          contacts.map(c => ({ ...addressOf(c), action: 'add' as const })),
        )),
      ]
      expectDelivered(await pushBoth())
      const once = snapshot(stage, contacts)
      expectDelivered(await pushBoth())
      expect(snapshot(stage, contacts)).toEqual(once)
    },
  },
  {
    name: 'push: a member that the vendor does not know sinks no other row',
    run: async stage => {
      stage.seed(seedMembers(5))
      const { context, contacts, fields } = await prepare(stage)
      const values = { [stage.harness.field.name]: 'here' }
      const stranger = {
        ...addressOf(contacts[0] as (typeof contacts)[number]),
        remoteId: 'nobody',
        email: 'nobody@example.com',
      }
      const rows = [stranger, ...contacts.map(addressOf)].map(address => ({ ...address, values }))
      const [unknown, ...known] = await push(stage, context, stage.connector.operations.fields, fields, rows)
      if (!isDelivered(unknown as Outcome)) expectTold(unknown as Outcome)
      expectDelivered(known)
      expect(snapshot(stage, contacts).map(({ value }) => value)).toEqual(contacts.map(() => 'here'))
    },
  },
  {
    name: 'push: leaves consent as it was',
    run: async stage => {
      stage.seed(seedMembers(30))
      const { context, contacts, fields, members } = await prepare(stage)
      const before = snapshot(stage, contacts).map(({ consent }) => consent)
      const { operations } = stage.connector
      const values = { [stage.harness.field.name]: 'x' }
      await push(
        stage,
        context,
        operations.fields,
        fields,
        contacts.map(c => ({ ...addressOf(c), values })),
      )
      await push(
        stage,
        context,
        operations.members,
        members,
        contacts.map(c => ({ ...addressOf(c), action: 'add' as const })),
      )
      expect(snapshot(stage, contacts).map(({ consent }) => consent)).toEqual(before)
    },
  },
  {
    name: 'push: foretells every kind of read that it makes, and no fewer calls than it takes',
    run: async stage => {
      stage.seed(seedMembers(SOME))
      const prepared = await prepare(stage)
      const { context, fields } = prepared
      const { operations } = stage.connector
      const rows = prepared.contacts.map(addressOf)
      const check = <Row extends RowAddress>(
        operation: Operation<Row, unknown, unknown>,
        target: OperationTarget,
        pushed: readonly Row[],
      ) =>
        expectForetold(stage, foretellCalls(operation, pushed), () =>
          push(stage, context, operation, target, pushed),
        )
      const values = { [stage.harness.field.name]: 'foretold' }
      await check(
        operations.fields,
        fields,
        rows.map(row => ({ ...row, values })),
      )
      for (const ref of [stage.harness.target, ...(stage.harness.otherTargets ?? [])]) {
        const { members } = ref === stage.harness.target ? prepared : await prepare(stage, ref)
        for (const action of ['add', 'remove'] as const) {
          const moved = rows.map(row => ({ ...row, action }))
          await check(fillingOperation(operations, ref.kind), members, moved)
        }
      }
      await check(operations.optOut, fields, rows)
    },
  },
  {
    name: 'push: foretells what making its targets and fields takes',
    run: async stage => {
      const { connector, harness } = stage
      const context = stage.connect()
      const { container } = harness
      for (const ref of [harness.target, ...(harness.otherTargets ?? [])])
        await expectForetold(stage, foretellMaking(connector, ref.kind), () =>
          connector.createTarget(context, ref),
        )
      const fields = [harness.field, { ...harness.field, name: `${harness.field.name}_2`.slice(-10) }]
      await expectForetold(stage, foretellMaking(connector, 'fields', fields.length), () =>
        connector.createFields(context, container, fields),
      )
    },
  },
  {
    name: 'push: no rows make no request',
    run: async ({ connector, harness, connect, emulator }) => {
      const operation = connector.operations.fields
      const target = { container: harness.container, fields: [harness.field] }
      const context = connect()
      expect(await deliverBatch({ context, operation, target, rows: [], onJob: async () => {} })).toEqual([])
      expect(emulator.journal.requests).toBe(0)
      await connector.check(context)
    },
  },
]
