import type { PlannedTarget, PlanResult } from '@esplanade/hub'
import { count, counted, duration } from '../figures.ts'
import { type Paint, plainText } from '../paint.ts'
import { table } from '../table.ts'
import { missingText } from './segment-checks.ts'

/** A plan as infrastructure tools show it: per target what is added, changed and removed, and what it costs. */
export function printPlan(plan: PlanResult, paint: Paint): string[] {
  const moving = plan.targets.filter(target => changes(target) > 0)
  const raising = moving.filter(({ target }) => target === 'opt-in')
  const idle = plan.targets.length - moving.length
  const lines = [
    ...plan.creates.map(
      ({ connection, what }) => `${paint('green', '+')} ${connection}: create ${plainText(what)}`,
    ),
    ...targetTable(
      moving.filter(target => !raising.includes(target)),
      paint,
    ),
    ...raising.map(
      target =>
        `${paint('bold', 'Consent raised')} ${targetName(target)}: ${counted(target.change, 'member')}, each by an opt-in on record that is newer than every opt-out of the address.`,
    ),
    ...plan.held.map(
      held =>
        `${paint('yellow', 'held')} ${held.connection}: ${plainText(held.field)} stays as it is: ${missingText(held)}`,
    ),
    ...refusals(plan.targets),
    ...brakes(plan.targets, paint),
  ]
  if (idle > 0) lines.push(`${counted(idle, 'target')} already as wanted.`)
  return [...lines, ...(lines.length > 0 ? [''] : []), summary(plan, moving, paint)]
}

const changes = (target: PlannedTarget) => target.add + target.change + target.remove

function targetTable(targets: readonly PlannedTarget[], paint: Paint): string[] {
  if (targets.length === 0) return []
  const columns = [
    { title: 'target' },
    { title: 'holds', align: 'right' },
    { title: 'add', align: 'right' },
    { title: 'change', align: 'right' },
    { title: 'remove', align: 'right' },
    { title: 'requests', align: 'right' },
    { title: 'reads', align: 'right' },
    { title: 'time', align: 'right' },
  ] as const
  return table(
    columns,
    targets.map(target => [
      targetName(target),
      count(target.current),
      signed('+', target.add, 'green', paint),
      signed('~', target.change, 'yellow', paint),
      signed('-', target.remove, 'red', paint),
      count(target.requests),
      count(target.reads),
      duration(target.minutes),
    ]),
  )
}

function signed(sign: string, value: number, style: 'green' | 'yellow' | 'red', paint: Paint): string {
  return value === 0 ? '·' : paint(style, `${sign}${count(value)}`)
}

function refusals(targets: readonly PlannedTarget[]): string[] {
  const rows = targets.flatMap(target =>
    Object.entries(target.refused)
      .filter(([, rows]) => rows > 0)
      .map(([reason, rows]) => `  ${targetName(target)}: ${counted(rows, 'row')}, ${plainText(reason)}`),
  )
  return rows.length === 0 ? [] : ['Refused by us, and not sent:', ...rows]
}

/** One line per target that waits for a person. */
export function brakes(targets: readonly PlannedTarget[], paint: Paint): string[] {
  return targets
    .filter(target => target.braked !== null)
    .map(target => `${paint('yellow', 'Braked')} ${targetName(target)}: ${plainText(target.braked ?? '')}`)
}

function summary(plan: PlanResult, moving: readonly PlannedTarget[], paint: Paint): string {
  if (moving.length === 0 && plan.creates.length === 0) return 'Nothing to do: every target is as wanted.'
  const sum = (of: (target: PlannedTarget) => number) =>
    count(moving.reduce((all, target) => all + of(target), 0))
  const parts = `${sum(t => t.add)} to add, ${sum(t => t.change)} to change, ${sum(t => t.remove)} to remove`
  return `${paint('bold', 'Plan:')} ${parts}; ${counted(plan.requests, 'request')} and ${counted(plan.reads, 'read')}, ${duration(plan.minutes)} at the current budget.`
}

function targetName(target: PlannedTarget): string {
  const place = target.container === '' ? target.connection : `${target.connection}/${target.container}`
  return `${place} ${plainText(target.target)}`
}
