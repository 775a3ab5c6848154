import type { EvaluateResult, PlanResult } from '@esplanade/hub'
import { count, counted, duration, moment, percent } from '../figures.ts'
import { type Paint, plainText } from '../paint.ts'

const DAY_MS = 86_400_000

type Warning = EvaluateResult['warnings'][number]

export function warningText(warning: Warning): string {
  switch (warning.kind) {
    case 'tiny':
      return `${warning.segment} is tiny: ${counted(warning.members, 'member')}.`
    case 'stale':
      return `${warning.segment} is stale: its members are those of ${moment(warning.evaluatedAt)} UTC, ${counted(Math.floor(warning.ageMs / DAY_MS), 'day')} ago; evaluate, or see what holds it.`
    case 'alike': {
      const [first, second] = warning.segments
      return `${first} and ${second} are nearly the same people: ${percent(warning.jaccard)} of both together are in both.`
    }
    case 'too-many':
      return `${count(warning.segments)} segments are more than anybody keeps apart; join some or drop some.`
    default:
      throw new Error(`Unhandled warning: ${warning satisfies never}`)
  }
}

/** Why a segment was not computed, and what to do about it. */
export function heldText(held: EvaluateResult['held'][number]): string {
  const kept = `${held.segment} keeps its members:`
  if (held.because === 'foreign') {
    return `${kept} ${missingText(held)}`
  }
  const { connection } = held
  if (held.because === 'unread') {
    return `${kept} no pull of ${connection} has read ${plainText(held.target)} yet; pull it.`
  }
  const needed = `needs it within ${duration(held.withinMs / 60_000)}`
  if (held.lastPull === null || held.ageMs === null) {
    return `${kept} ${connection} was never pulled to the end, and the segment ${needed}; pull it.`
  }
  const age = `${duration(held.ageMs / 60_000)} ago, at ${moment(held.lastPull)} UTC`
  return `${kept} ${connection} was last pulled ${age}, and the segment ${needed}; pull it.`
}

type Missing = Pick<PlanResult['held'][number], 'event' | 'property' | 'amounts' | 'currencies'>

/** Amounts that no rate converts, and what to do about it. */
export function missingText({ amounts, event, property, currencies }: Missing): string {
  const lack = amounts === 1 ? 'has' : 'have'
  return `${counted(amounts, 'amount')} (${property} of ${event}) in ${currencies.join(', ')} ${lack} no rate; add rates of their days, or compute without them by "foreignAmounts: 'leave-out'" in the configuration.`
}

/** Segments declared disjoint that are not, with some of the offenders by name. */
export function violationLines(violations: EvaluateResult['violations'], paint: Paint): string[] {
  return violations.flatMap(({ segments: [first, second], contacts, offenders }) => [
    `${paint('red', 'not disjoint')} ${first} and ${second} share ${counted(contacts, 'contact')}:`,
    ...offenders.map(each => `  contact ${each.contact}  ${each.identities.map(plainText).join(', ')}`),
    ...(contacts > offenders.length ? [`  and ${count(contacts - offenders.length)} more`] : []),
  ])
}
