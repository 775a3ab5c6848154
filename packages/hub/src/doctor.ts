import { ConfigError } from './config-error.ts'
import type { Connection } from './connection.ts'
import type { HubContext } from './context.ts'
import { counted } from './counted.ts'
import { isMembershipSync, targetOf } from './managed-targets.ts'
import type { DoctorResult } from './result.ts'
import { readDefinitions } from './segments.ts'
import { sideBySide } from './side-by-side.ts'

type Check = DoctorResult['checks'][number]

/** Tries everything a sync needs without changing anything: store, segments, and each vendor's key and reach. */
export async function doctor(hub: HubContext, signal: AbortSignal): Promise<DoctorResult> {
  const checks: Check[] = [
    {
      name: 'configuration',
      ok: true,
      detail: `${counted(hub.connections.size, 'connection')}, ${counted(hub.config.syncs.length, 'sync')}`,
    },
  ]
  const { definitions } = await readDefinitions(hub.config, hub.folder)
  checks.push({ name: 'segments', ok: true, detail: counted(definitions.length, 'definition') })
  const contacts = await hub.store.state.countContacts()
  checks.push({
    name: 'store',
    ok: true,
    detail: `${hub.config.store.location}: ${counted(contacts, 'contact')}`,
  })
  checks.push(
    ...(await sideBySide([...hub.connections.values()], connection =>
      checkConnection(hub, connection, signal),
    )),
  )
  return { healthy: checks.every(({ ok }) => ok), checks }
}

async function checkConnection(hub: HubContext, connection: Connection, signal: AbortSignal): Promise<Check> {
  const name = `connection ${connection.id}`
  try {
    const begun = hub.clock.now()
    const account = await connection.connector.check(connection.context(signal))
    const took = hub.clock.now() - begun
    const containers = account.containers.map(({ id }) => id)
    for (const sync of hub.config.syncs) {
      if (sync.connection === connection.id && isMembershipSync(sync)) targetOf(sync, containers)
    }
    return {
      name,
      ok: true,
      detail: `${connection.connector.title} account ${account.name} answered in ${took} ms`,
    }
  } catch (error) {
    if (signal.aborted) throw error
    const next =
      error instanceof ConfigError
        ? 'Mend the configuration.'
        : 'Check the key, the address and the network, then run "esplanade doctor" again.'
    return { name, ok: false, detail: hub.explain(error), next }
  }
}
