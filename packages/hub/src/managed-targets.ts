import type { TargetRef } from '@esplanade/connector-kit'
import { ConfigError } from './config-error.ts'
import type { EventSync, FieldSync, MembershipSync, OptInSync, SyncConfig } from './sync-config.ts'

export const isMembershipSync = (sync: SyncConfig): sync is MembershipSync => 'into' in sync
export const isOptInSync = (sync: SyncConfig): sync is OptInSync => 'optIn' in sync
export const isEventSync = (sync: SyncConfig): sync is EventSync => 'entered' in sync || 'left' in sync
export const isFieldSync = (sync: SyncConfig): sync is FieldSync => 'fields' in sync

/** The tag or list of a membership sync, in the container that it means. */
export function targetOf(sync: MembershipSync, containers: readonly string[]): TargetRef {
  const container = containerOf(sync, containers)
  if ('list' in sync.into) return { kind: 'list', container, name: sync.into.list }
  const { tag: name, property } = sync.into
  return property === undefined
    ? { kind: 'tag', container, name }
    : { kind: 'property-tag', container, name, property }
}

/**
 * The container that a sync means: the one it names, or the only one there is.
 * Throws `ConfigError` when it names none and there are several, or one that is not there.
 */
export function containerOf(sync: SyncConfig, containers: readonly string[]): string {
  if (sync.container !== undefined) {
    if (containers.includes(sync.container)) return sync.container
    throw new ConfigError([
      `syncs: connection "${sync.connection}" has no container "${sync.container}"; it has ${containers.join(', ') || 'none'}.`,
    ])
  }
  const [only, second] = containers
  if (only !== undefined && second === undefined) return only
  throw new ConfigError([
    `syncs: connection "${sync.connection}" has ${containers.length} containers (${containers.join(', ')}); say which with "container".`,
  ])
}

export const managedTargets = (
  syncs: readonly SyncConfig[],
  connection: string,
  containers: readonly string[],
): TargetRef[] =>
  syncs
    .filter(isMembershipSync)
    .filter(sync => sync.connection === connection)
    .map(sync => targetOf(sync, containers))

export const managedContainers = (
  syncs: readonly SyncConfig[],
  connection: string,
  containers: readonly string[],
): string[] => [
  ...new Set(
    syncs
      .filter(isFieldSync)
      .filter(sync => sync.connection === connection)
      .map(sync => containerOf(sync, containers)),
  ),
]
