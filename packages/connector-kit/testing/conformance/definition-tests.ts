import { expect } from 'vitest'
import { CAPABILITIES, type Capability, hasCapability } from '../../src/capability.ts'
import type { ConformanceTest } from './conformance-test.ts'

const ROUTE = /^(GET|POST|PUT|PATCH|DELETE) \/\S*$/

/** What a connector says of itself, without a single request. */
export const definitionTests: readonly ConformanceTest[] = [
  {
    name: 'definition: names itself, its documentation and its streams',
    run: async ({ connector }) => {
      expect(connector.name).toMatch(/^[a-z][a-z0-9-]*$/)
      expect(connector.title).not.toBe('')
      expect(connector.docs).toMatch(/^https:\/\//)
      const streams = connector.streams.map(({ name }) => name)
      expect(streams[0], 'events refer to contacts, so contacts come first').toBe('contacts')
      expect(new Set(streams).size).toBe(streams.length)
    },
  },
  {
    name: 'definition: prints limits and faults as JSON',
    run: async stage => {
      const { connector, harness, emulator } = stage
      const limits = connector.limits(connector.config.parse(harness.config(emulator.url)))
      expect(JSON.parse(JSON.stringify(limits))).toEqual(limits)
      expect(JSON.parse(JSON.stringify(connector.faults))).toEqual(connector.faults)
      expect(new Set(limits.map(({ name }) => name)).size, 'limits with the same name').toBe(limits.length)
      for (const limit of limits) {
        expect(limit.source, `where the limit "${limit.name}" comes from`).not.toBe('')
        expect(Number.isInteger(limit.calls) && limit.calls >= 1, `calls of the limit "${limit.name}"`).toBe(
          true,
        )
        for (const route of limit.routes ?? []) expect(route).toMatch(ROUTE)
      }
    },
  },
  {
    name: 'definition: has each capability or says why not',
    run: async ({ connector }) => {
      for (const capability of Object.keys(CAPABILITIES) as Capability[]) {
        const reason = connector.absent?.[capability]
        const what = `the capability "${capability}" (${CAPABILITIES[capability]})`
        if (hasCapability(connector, capability))
          expect(reason, `${what} is there; why its absence?`).toBeUndefined()
        else expect(reason?.trim() ?? '', `${what} is neither there nor named under \`absent\``).not.toBe('')
      }
    },
  },
  {
    name: 'definition: names the permissions of every stream and operation',
    capability: 'scopes',
    run: async stage => {
      const { streams, operations, ...connector } = stage.connector
      const scopes = connector.scopes?.(stage.connect().config)
      expect(Object.keys(scopes?.streams ?? {}).sort()).toEqual(streams.map(({ name }) => name).sort())
      expect(Object.keys(scopes?.operations ?? {}).sort()).toEqual(Object.keys(operations).sort())
    },
  },
  {
    name: 'definition: writes by routes that the emulator has, within bounds of its own',
    run: async ({ connector, harness }) => {
      const routes = harness.emulator.routes.map(({ route }) => route)
      for (const operation of Object.values(connector.operations)) {
        expect(routes, `the route of the operation "${operation.name}"`).toContain(operation.route)
        expect(operation.maxRows).toBeGreaterThanOrEqual(1)
      }
    },
  },
  {
    name: 'definition: refuses a configuration without its fields',
    run: async ({ connector }) => {
      expect(connector.config.safeParse({}).success).toBe(false)
    },
  },
]
