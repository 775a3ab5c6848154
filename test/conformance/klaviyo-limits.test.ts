import { readFileSync } from 'node:fs'
import type { LimitPolicy } from '@esplanade/connector-kit'
import { klaviyoConnector } from '@esplanade/klaviyo'
import { klaviyoEmulator, ROUTE_SCOPES } from '@esplanade/klaviyo/emulator'
import { expect, test } from 'vitest'
import { referenceDir, referenceSpec } from '../reference-dir.ts'

const MINUTE_MS = 60_000

interface Stated {
  readonly burst: string
  readonly steady: string
}

/** `75/s` and `700/m`: where the description says 750 a minute, the vendor's guide says 700, and the smaller one holds. */
function statedLimits(): ReadonlyMap<string, Stated> {
  const { paths } = JSON.parse(readFileSync(referenceSpec('klaviyo.json'), 'utf8')) as {
    paths: Record<string, Record<string, { 'x-klaviyo-ratelimit'?: Stated }>>
  }
  return new Map(
    Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations).flatMap(([method, { 'x-klaviyo-ratelimit': limit }]) => {
        if (!limit) return []
        const steady = limit.steady.replace('750/m', '700/m')
        return [[`${method.toUpperCase()} ${path}`, { burst: limit.burst, steady }] as const]
      }),
    ),
  )
}

/** What the policies come to for a route, in the description's words. */
function limitsOf(route: string, policies: readonly LimitPolicy[]): Partial<Stated> {
  const own = policies.filter(({ routes }) => routes?.includes(route))
  const calls = (ms: number) => own.find(policy => policy.kind === 'rate' && policy.perMs === ms)?.calls
  return { burst: `${calls(1_000)}/s`, steady: `${calls(MINUTE_MS)}/m` }
}

const emulated = klaviyoEmulator.limits
const connector = klaviyoConnector.limits({ apiKey: 'pk_0' })

test.skipIf(referenceDir === undefined).each([
  ['the emulator', typeof emulated === 'function' ? [] : emulated],
  ['the connector', connector],
])('%s knows the limits that the description states', (_, policies) => {
  const stated = statedLimits()
  const routes = new Set(policies.flatMap(policy => policy.routes ?? []))
  expect(routes.size).toBeGreaterThan(10)
  expect(Object.fromEntries([...routes].map(route => [route, limitsOf(route, policies)]))).toEqual(
    Object.fromEntries([...routes].map(route => [route, stated.get(route)])),
  )
})

test.skipIf(referenceDir === undefined)(
  'the emulator asks for the permissions that the description states',
  () => {
    const { paths } = JSON.parse(readFileSync(referenceSpec('klaviyo.json'), 'utf8')) as {
      paths: Record<string, Record<string, { 'x-klaviyo-scopes'?: readonly string[] }>>
    }
    const stated = klaviyoEmulator.routes.map(({ route }) => {
      const [method = '', path = ''] = route.split(' ')
      return [route, paths[path]?.[method.toLowerCase()]?.['x-klaviyo-scopes']]
    })
    expect(ROUTE_SCOPES).toEqual(Object.fromEntries(stated))
  },
)

test('both limit the same routes alike, and the emulator limits every route that it has', () => {
  const policies = typeof emulated === 'function' ? [] : emulated
  const routes = new Set(connector.flatMap(policy => policy.routes ?? []))
  for (const route of routes) expect(limitsOf(route, connector)).toEqual(limitsOf(route, policies))
  const limited = new Set(policies.flatMap(policy => policy.routes ?? []))
  expect(klaviyoEmulator.routes.map(({ route }) => route).filter(route => !limited.has(route))).toEqual([])
})
