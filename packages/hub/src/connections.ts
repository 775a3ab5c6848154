import {
  createBudget,
  createSession,
  MissingSecretError,
  maskSecrets,
  resolveSecrets,
} from '@esplanade/connector-kit'
import { type ConnectionId, statedType } from '@esplanade/core/schema'
import type { CheckedConfig, ConnectionConfig } from './config.ts'
import { ConfigError, describeIssues } from './config-error.ts'
import type { Connection } from './connection.ts'
import type { HubWorld } from './hub.ts'

export interface OpenConnections {
  readonly connections: ReadonlyMap<string, Connection>
  /** Masks every secret of every connection in a text. */
  readonly mask: (text: string) => string
}

/**
 * Resolves secrets and checks each connector's configuration, without a call to anybody. Throws
 * `ConfigError` with every problem of every connection.
 */
export function openConnections(config: CheckedConfig, world: HubWorld): OpenConnections {
  const connections = new Map<string, Connection>()
  const secrets: string[] = []
  const problems: string[] = []
  for (const [id, settings] of config.connections) {
    try {
      const { value, secrets: found } = resolveSecrets(settings.config, world.environment)
      secrets.push(...found)
      const parsed = settings.connector.config.safeParse(value, { reportInput: true })
      if (parsed.success)
        connections.set(id, openConnection(id as ConnectionId, settings, parsed.data, found, world))
      else problems.push(...describeIssues(parsed.error.issues, value, `connections.${id}`))
    } catch (error) {
      if (!(error instanceof MissingSecretError)) throw error
      problems.push(`connections.${id}: ${error.message}`)
    }
  }
  problems.push(...unknownAttributes(config))
  if (problems.length > 0) throw new ConfigError(problems)
  return { connections, mask: text => maskSecrets(text, secrets) }
}

function openConnection(
  id: ConnectionId,
  settings: ConnectionConfig,
  config: unknown,
  secrets: readonly string[],
  { clock, random }: HubWorld,
): Connection {
  const { connector } = settings
  const limits = connector.limits(config)
  // One for as long as the hub is open: pulls and pushes of this account share what the vendor allows.
  const budget = createBudget(limits, clock)
  const client = connector.connect(config)
  return {
    id,
    connector,
    settings,
    limits,
    topics: connector.topics?.(config) ?? [],
    fieldNames: new Map([...Object.entries(connector.fields), ...Object.entries(settings.fields ?? {})]),
    context: signal => ({
      connection: id,
      config,
      client,
      session: createSession({ connection: id, connector, budget, secrets, clock, signal, random }),
    }),
  }
}

function unknownAttributes({ connections, catalog }: CheckedConfig): string[] {
  return [...connections].flatMap(([id, { fields = {}, owns = [] }]) => [
    ...Object.entries(fields)
      .filter(([, attribute]) => statedType(catalog, attribute) === undefined)
      .map(
        ([field, attribute]) =>
          `connections.${id}.fields.${field}: "${attribute}" is no attribute; declare it under "attributes".`,
      ),
    ...owns
      .filter(attribute => statedType(catalog, attribute) === undefined)
      .map(
        attribute => `connections.${id}.owns: "${attribute}" is no attribute; declare it under "attributes".`,
      ),
  ])
}
