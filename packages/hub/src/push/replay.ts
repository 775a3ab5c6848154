import type { Connection } from '../connection.ts'
import type { HubContext } from '../context.ts'
import { makePlan } from '../plan/make-plan.ts'
import { pushPlan } from './push-plan.ts'
import { recoverConnections, writable } from './recover-batches.ts'
import type { ReplayResult } from './results.ts'

/**
 * Sends what waits in the dead letter once more, made anew from what is wanted now, so that what was
 * edited at its source is in it. Letters of rows that nobody wants any more are forgotten.
 */
export async function replay(
  hub: HubContext,
  connections: readonly Connection[],
  signal: AbortSignal,
): Promise<ReplayResult> {
  const recovered = await recoverConnections(hub, connections, signal)
  const plan = await makePlan(hub, writable(connections, recovered), { only: 'dead-letters' })
  for (const { target, remoteId } of plan.moot) await hub.store.state.removeDeadLetters(target, [remoteId])
  return {
    moot: plan.moot.length,
    push: await pushPlan(hub, plan, { confirm: false, signal, recovered }),
  }
}
