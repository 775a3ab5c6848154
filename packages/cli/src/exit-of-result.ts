import type {
  ErasureStatus,
  EvaluateResult,
  HubResults,
  PlanResult,
  PullResult,
  PushResult,
} from '@esplanade/hub'
import type { ExitReason } from './exit-code.ts'

/** How the command ends, from what the hub answered. A stopped connection weighs most, then the brake. */
export const exitOfResult: { readonly [C in keyof HubResults]: (result: HubResults[C]) => ExitReason } = {
  status: () => 'ok',
  doctor: result => (result.healthy ? 'ok' : 'connection'),
  describe: result => (result.missing.length === 0 ? 'ok' : 'connection'),
  pull: exitOfPull,
  import: result => (result.rejectedRows > 0 ? 'partial' : 'ok'),
  compact: () => 'ok',
  'campaigns-list': () => 'ok',
  'rates-list': () => 'ok',
  evaluate: exitOfEvaluate,
  'experiments-report': () => 'ok',
  'scores-train': ({ held, scored }) =>
    held.length + scored.held.length > 0
      ? 'unmet'
      : exitOfAlarms(scored.applied.flatMap(({ health }) => health.alarms)),
  'scores-list': () => 'ok',
  'scores-explain': () => 'ok',
  'scores-report': ({ health }) => exitOfAlarms(health?.alarms ?? []),
  'segments-list': () => 'ok',
  'segments-preview': () => 'ok',
  'segments-explain': () => 'ok',
  'segments-history': () => 'ok',
  'segments-members': () => 'ok',
  'segments-diff': () => 'ok',
  'segments-overlap': exitOfChecks,
  'segments-pareto': () => 'ok',
  plan: exitOfPlan,
  push: exitOfPush,
  'erase-plan': ({ unknown }) => (unknown.length > 0 ? 'partial' : 'ok'),
  erase: result => heaviest(exitOfErasures(result), result.unknown.length > 0 ? 'partial' : 'ok'),
  'erase-status': exitOfErasures,
  'erase-close': () => 'ok',
  readmit: () => 'ok',
  'contacts-merges': () => 'ok',
  'contacts-unmerge': () => 'ok',
  'contacts-export': () => 'ok',
  replay: ({ push }) => exitOfPush(push),
  sync: result =>
    heaviest(
      exitOfPull(result.pull),
      exitOfEvaluate(result.evaluate),
      exitOfPlan(result.plan),
      exitOfPush(result.push),
    ),
}

/** What a vendor still works on, or refused, is no failure of the connection; the receipt says what is open. */
function exitOfErasures({ receipts, errors }: ErasureStatus): ExitReason {
  if (errors.length > 0) return 'connection'
  return receipts.some(({ endedAt }) => endedAt === null) ? 'partial' : 'ok'
}

function exitOfEvaluate(result: EvaluateResult): ExitReason {
  return result.held.length > 0 ? 'unmet' : exitOfChecks(result)
}

function exitOfPlan({ held }: PlanResult): ExitReason {
  return held.length > 0 ? 'unmet' : 'ok'
}

function exitOfChecks({ violations }: Pick<EvaluateResult, 'violations'>): ExitReason {
  return violations.length > 0 ? 'unmet' : 'ok'
}

function exitOfAlarms(alarms: readonly string[]): ExitReason {
  return alarms.length > 0 ? 'unmet' : 'ok'
}

function exitOfPull({ connections }: PullResult): ExitReason {
  if (connections.some(each => each.error !== null)) return 'connection'
  return connections.some(each => each.rejected > 0) ? 'partial' : 'ok'
}

function exitOfPush({ connections, braked }: PushResult): ExitReason {
  if (connections.some(each => each.error !== null)) return 'connection'
  if (braked.length > 0) return 'braked'
  return connections.some(each => each.rejected + each.deferred + each.inDoubt > 0) ? 'partial' : 'ok'
}

const BY_WEIGHT: readonly ExitReason[] = ['connection', 'braked', 'unmet', 'partial', 'ok']

function heaviest(...reasons: readonly ExitReason[]): ExitReason {
  return BY_WEIGHT.find(reason => reasons.includes(reason)) ?? 'ok'
}
