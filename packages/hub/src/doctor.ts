import type { MissingScope } from '@esplanade/connector-kit'
import { ConfigError } from './config-error.ts'
import type { Connection } from './connection.ts'
import type { HubContext } from './context.ts'
import { counted } from './counted.ts'
import { lackingScopes } from './describe-connection.ts'
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
    const context = connection.context(signal)
    const account = await connection.connector.check(context)
    const took = hub.clock.now() - begun
    const containers = account.containers.map(({ id }) => id)
    for (const sync of hub.config.syncs) {
      if (sync.connection === connection.id && isMembershipSync(sync)) targetOf(sync, containers)
    }
    const missing = await missingOf(hub, connection, context)
    if (missing.length > 0) return { name, ok: false, detail: scopeWords(missing), next: GIVE_SCOPES }
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

/** Asked for only where the connector knows what each of its calls needs: reading an account takes calls. */
async function missingOf(
  hub: HubContext,
  connection: Connection,
  context: ReturnType<Connection['context']>,
): Promise<readonly MissingScope[]> {
  const { connector } = connection
  if (!connector.scopes || !connector.describe) return []
  return lackingScopes(hub, connection, { context, description: await connector.describe(context) })
}

const scopeWords = (missing: readonly MissingScope[]): string =>
  `the key lacks ${missing.map(({ scope, neededTo }) => `${scope} (${neededTo.join(', ')})`).join('; ')}`

const GIVE_SCOPES = 'Give the key these permissions at the vendor, or take out what needs them.'
