import type { SyncConfig } from './sync-config.ts'

/**
 * Tags, lists and fields that two syncs would both fill: each push would undo the other's. A sync that
 * names no container means the account's only one, so it doubles one that names it.
 */
export function doubledTargets(syncs: readonly SyncConfig[]): string[] {
  const first = new Map<string, number>()
  return syncs.flatMap((sync, index) =>
    targetsOf(sync).flatMap(target => {
      const container = sync.container ?? '*'
      const key = `${sync.connection}\u0000${container}\u0000${target}`
      const before = first.get(key) ?? first.get(`${sync.connection}\u0000*\u0000${target}`)
      if (before === undefined) first.set(key, index)
      if (before === undefined || before === index) return []
      return [
        `syncs[${index}]: ${target} of "${sync.connection}" is filled by syncs[${before}] already; one sync fills one target.`,
      ]
    }),
  )
}

function targetsOf(sync: SyncConfig): string[] {
  if ('fields' in sync) return Object.keys(sync.fields).map(name => `the field ${name}`)
  if ('optIn' in sync) return ['the opt-ins']
  if (!('into' in sync)) return [`the events of the segment ${sync.segment}`]
  if ('list' in sync.into) return [`the list ${sync.into.list}`]
  const { tag, property } = sync.into
  return [property === undefined ? `the tag ${tag}` : `the tag ${tag} of the property ${property}`]
}
