import { type Instant, parseInstant, seconds } from '@esplanade/core/schema'
import type {
  EvaluateResult,
  Hub,
  PlanResult,
  PulledConnection,
  PullResult,
  PushResult,
  Report,
} from '@esplanade/hub'
import type { Findings } from './demo-result.ts'
import { CONNECTION_OF } from './targets.ts'
import { SEGMENT_NAMES } from './truth/segment-rules.ts'
import { tellTruth } from './truth/tell-truth.ts'
import { type Mismatch, type States, verifyAccount } from './verify/verify-account.ts'
import { inspectAll, type World } from './world.ts'

/** One pull, evaluation, plan and push, and what was found when looking at the vendors afterwards. */
export interface SyncRound {
  /** The moment that the hub evaluated at. */
  readonly asOf: Instant
  readonly pull: PullResult
  readonly evaluate: EvaluateResult
  readonly plan: PlanResult
  readonly push: PushResult
  readonly findings: Findings
}

/** Told as soon as each step is done, so that people see a plan before it is carried out. */
export interface SyncListener {
  readonly report: Report
  pulled(pull: PullResult): void
  evaluated(evaluate: EvaluateResult): void
  planned(plan: PlanResult): void
  pushed(push: PushResult): void
}

/** Longer than any of the emulators' lags, by the shared clock; nobody waits for it. */
const SETTLING_MS = seconds(30)

/** Syncs step by step, lets the vendors finish what they accepted, and compares their state with the truth. */
export async function syncOnce(hub: Hub, world: World, tell: SyncListener): Promise<SyncRound> {
  const before = inspectAll(world)
  const { report } = tell
  const pull = await hub.run({ command: 'pull' }, { report })
  tell.pulled(pull)
  const evaluate = await hub.run({ command: 'evaluate' }, { report })
  tell.evaluated(evaluate)
  const plan = await hub.run({ command: 'plan' }, { report })
  tell.planned(plan)
  const push = await hub.run({ command: 'push' }, { report })
  tell.pushed(push)
  world.clock.advance(SETTLING_MS)
  for (const account of world.accounts) account.settle()
  const asOf = asInstant(evaluate.asOf)
  const found = findings(world, before, { asOf, pull, evaluate, push })
  return { asOf, pull, evaluate, plan, push, findings: found }
}

function findings(
  world: World,
  before: readonly States[],
  { asOf, pull, evaluate, push }: Pick<SyncRound, 'asOf' | 'pull' | 'evaluate' | 'push'>,
): Findings {
  const truth = tellTruth(world.shop, asOf)
  const after = inspectAll(world)
  const mismatches = world.accounts.flatMap(({ esp }, index): readonly Mismatch[] => {
    const [was, is] = [before[index], after[index]]
    return was && is ? verifyAccount(esp, truth, was, is) : []
  })
  const failures: string[] = []
  if (evaluate.contacts !== truth.people.length) {
    failures.push(`The hub counts ${evaluate.contacts} contacts; the shop has ${truth.people.length} people.`)
  }
  for (const name of SEGMENT_NAMES) {
    const members = evaluate.segments.find(segment => segment.id === name)?.members
    const expected = truth.segments[name].size
    if (members !== expected)
      failures.push(`Segment ${name} has ${members ?? 'no'} members, expected ${expected}.`)
  }
  for (const { id, error } of [...pull.connections, ...push.connections]) {
    if (error !== null) failures.push(`${id}: ${error}`)
  }
  for (const { connection, target, braked } of push.braked)
    failures.push(`${connection} ${target}: ${braked}`)
  for (const { esp, errors } of world.accounts) {
    for (const error of errors) failures.push(`The ${esp} emulator failed: ${String(error)}`)
  }
  return { mismatches, failures }
}

/** Rows that the vendors took in a push. */
export const appliedRows = (push: PushResult): number =>
  push.connections.reduce((sum, { applied, accepted }) => sum + applied + accepted, 0)

export const pulledRows = ({ contacts, events }: PulledConnection): number => contacts + events

export const ofConnection = <Row extends { readonly id: string }>(
  rows: readonly Row[],
  esp: keyof typeof CONNECTION_OF,
): Row | undefined => rows.find(row => row.id === CONNECTION_OF[esp])

function asInstant(text: string): Instant {
  const at = parseInstant(text)
  if (at === undefined) throw new RangeError(`The hub evaluated as of "${text}", which is no moment.`)
  return at
}
