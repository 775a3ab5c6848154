import type { ConnectionConfig } from './config.ts'
import { isEventSync, isOptInSync } from './managed-targets.ts'
import type { SyncConfig } from './sync-config.ts'

/** Syncs of a kind that the vendor has no way to do, with the connector's own reason. */
export function unofferedSyncs(
  syncs: readonly SyncConfig[],
  connections: ReadonlyMap<string, ConnectionConfig>,
): string[] {
  return syncs.flatMap((sync, index) => {
    const connector = connections.get(sync.connection)?.connector
    if (connector === undefined) return []
    const { operations, title, absent } = connector
    if (isOptInSync(sync) && operations.optIn === undefined)
      return [
        `syncs[${index}]: ${absent?.['opt-in'] ?? `${title} raises nobody's consent.`} Remove this sync.`,
      ]
    if (isEventSync(sync) && operations.events === undefined)
      return [
        `syncs[${index}]: ${absent?.['custom-events'] ?? `${title} takes no events.`} Remove this sync.`,
      ]
    return []
  })
}
