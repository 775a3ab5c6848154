import type { SyncResult } from '@esplanade/hub'
import type { Paint } from '../paint.ts'
import { printPlan } from './print-plan.ts'
import { printPull } from './print-pull.ts'
import { printPush } from './print-push.ts'
import { printEvaluation } from './print-segments.ts'

export function printSync(result: SyncResult, paint: Paint): string[] {
  // What the brake held back is told once, at the end.
  const targets = result.plan.targets.map(target => ({ ...target, braked: null }))
  return [
    ...printPull(result.pull, paint),
    '',
    ...printEvaluation(result.evaluate, paint),
    '',
    ...printPlan({ ...result.plan, targets }, paint),
    '',
    ...printPush(result.push, paint),
  ]
}
