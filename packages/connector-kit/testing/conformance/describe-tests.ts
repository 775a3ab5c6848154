import { expect } from 'vitest'
import { missingScopes } from '../../src/scopes.ts'
import type { ConformanceTest } from './conformance-test.ts'
import { seedMembers } from './members.ts'
import type { Context, Stage } from './stage.ts'

export const describeTests: readonly ConformanceTest[] = [
  {
    name: 'describe: prints as JSON and agrees with the account',
    capability: 'describe',
    run: async stage => {
      stage.seed(seedMembers(3))
      const { connector, harness } = stage
      const context = stage.connect()
      await connector.createFields(context, harness.container, [harness.field])
      const target = await connector.createTarget(context, harness.target)
      const described = await describe(stage, context)
      expect(JSON.parse(JSON.stringify(described))).toEqual(described)
      const account = await connector.check(context)
      expect(described.account).toMatchObject({ id: account.accountId, name: account.name })
      expect(described.containers.map(({ id }) => id)).toEqual(account.containers.map(({ id }) => id))
      expect(described.targets, 'the target that was just made').toContainEqual(
        expect.objectContaining({ container: harness.container, remoteId: target.remoteId, writable: true }),
      )
      const told = described.fields.filter(({ container }) => container === harness.container)
      expect(new Set(told.map(({ name }) => name)).size, 'fields with the same name').toBe(told.length)
      for (const { name, type } of await connector.listFields(context, harness.container)) {
        expect(told, `the field ${name}`).toContainEqual(expect.objectContaining({ name, type }))
      }
    },
  },
  {
    name: 'describe: names the permissions of the key, and what they lack',
    capability: 'scopes',
    parts: ['grant'],
    run: async stage => {
      const { connector, emulator } = stage
      const context = stage.connect()
      const needs = connector.scopes?.(context.config)
      const always = needs?.always ?? []
      stage.part('grant')(emulator.state, always)
      const { scopes } = await describe(stage, context)
      expect([...(scopes ?? [])].sort()).toEqual([...always].sort())
      const use = {
        streams: connector.streams.map(({ name }) => name),
        operations: ['fields', 'members'],
      } as const
      expect(missingScopes(needs, scopes ?? [], use).length, 'permissions that are missing').toBeGreaterThan(
        0,
      )
    },
  },
]

function describe<State>({ connector }: Stage<State>, context: Context) {
  if (!connector.describe) throw new Error('A key whose permissions are known is described by `describe`.')
  return connector.describe(context)
}
