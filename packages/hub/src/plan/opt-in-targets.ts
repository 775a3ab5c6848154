import { type AccountFacts, type Connection, targetKey } from '../connection.ts'
import type { HubContext } from '../context.ts'
import { containerOf, isOptInSync } from '../managed-targets.ts'
import type { Desired } from './desired-state.ts'
import { OPT_IN, optInPlan } from './opt-in-plan.ts'
import { readLedger, type TargetPlan } from './target-plan.ts'

/** The opt-ins of a container, where a sync raises consent there. */
export function optInTargets(
  hub: HubContext,
  connection: Connection,
  container: string,
  { containers }: AccountFacts,
  desired: Desired,
): Promise<TargetPlan>[] {
  return hub.config.syncs
    .filter(isOptInSync)
    .filter(sync => sync.connection === connection.id && containerOf(sync, containers) === container)
    .map(async ({ segment }): Promise<TargetPlan> => {
      const key = targetKey(connection.id, container, OPT_IN)
      const plan = optInPlan({
        inSegment: segment === undefined ? () => true : desired.inSegment(segment),
        delivered: await readLedger(hub.store.state, key),
      })
      return {
        visit: plan.visit,
        finish: async members => ({
          connection,
          key,
          operation: 'optIn',
          create: null,
          current: members,
          ...(await plan.finish(hub.store.state)),
        }),
      }
    })
}
