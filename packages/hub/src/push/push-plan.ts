import type { HubContext } from '../context.ts'
import type { Plan } from '../plan/planned.ts'
import { sideBySide } from '../side-by-side.ts'
import { pushConnection, pushedConnection } from './push-connection.ts'
import type { Recovered } from './recover-batches.ts'
import type { PushResult } from './results.ts'
import { emptyTally } from './tally.ts'

/**
 * Sends a plan, connections side by side. A target that the brake holds is left as it is and named
 * in the result, unless `confirm` says to go on; the rest is sent all the same.
 */
export async function pushPlan(
  hub: HubContext,
  { pushes }: Plan,
  { confirm, signal, recovered }: { confirm: boolean; signal: AbortSignal; recovered: Recovered },
): Promise<PushResult> {
  const held = confirm ? [] : pushes.filter(({ summary }) => summary.braked !== null)
  const going = pushes.filter(push => !held.includes(push))
  const connections = new Set([...pushes.map(({ connection }) => connection), ...recovered.keys()])
  return {
    connections: await sideBySide([...connections], connection => {
      const own = going.filter(push => push.connection === connection)
      const { tally, error } = recovered.get(connection) ?? { tally: emptyTally(), error: null }
      if (error !== null) return Promise.resolve(pushedConnection(connection, tally, error))
      return pushConnection(hub, connection, own, { signal, tally })
    }),
    braked: held.map(({ summary }) => summary),
  }
}
