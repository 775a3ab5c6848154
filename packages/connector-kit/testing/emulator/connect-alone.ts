import { setMaxListeners } from 'node:events'
import type { Clock, ConnectionId } from '@esplanade/core/schema'
import { createBudget } from '../../src/budget/create-budget.ts'
import type { Connector, ConnectorContext } from '../../src/connector.ts'
import { createSession } from '../../src/session/create-session.ts'

/** A connection with a budget of its own, for a test of one connector: no hub, no secret to resolve, retries half spread. */
export function connectAlone<Config, Client>(
  connector: Connector<Config, Client>,
  config: Config,
  { clock, secrets }: { readonly clock: Clock; readonly secrets: readonly string[] },
): ConnectorContext<Config, Client> {
  const { signal } = new AbortController()
  // Thousands of calls may wait on it, which is no leak.
  setMaxListeners(0, signal)
  const connection = connector.name as ConnectionId
  const budget = createBudget(connector.limits(config), clock)
  const session = createSession({ connection, connector, budget, secrets, clock, signal, random: () => 0.5 })
  return { connection, config, client: connector.connect(config), session }
}
