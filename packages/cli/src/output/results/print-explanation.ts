import type { HubResults } from '@esplanade/hub'
import { counted, moment } from '../figures.ts'
import { type Paint, plainText } from '../paint.ts'

type ExplainResult = HubResults['segments-explain']
type Rule = ExplainResult['rule']
type LatestEvent = NonNullable<Rule['events']>['latest'][number]

/** The rule as an indented tree, each line with its verdict in front, and what follows from it below. */
export function printExplanation(result: ExplainResult, paint: Paint): string[] {
  const { member, smallestChange } = result
  const many = counted(smallestChange.length, 'rule')
  return [
    `Contact ${result.contact} is ${member ? 'in' : 'not in'} ${paint('bold', plainText(result.title))} (${result.segment}), as of ${moment(result.asOf)} UTC.`,
    ...anotherRule(result.evaluated, paint),
    '',
    ...ruleLines(result.rule, result.segment, paint),
    '',
    `To be ${member ? 'out' : 'in'}, ${many} would have to turn: ${smallestChange.join(', ')}.`,
    byTimeAlone(result),
  ]
}

function byTimeAlone({ changesAt, notForetold }: ExplainResult): string {
  const others = `what everybody else, consent or a vendor decides: ${notForetold.join(', ')}`
  if (notForetold.length === 0) {
    return changesAt === null
      ? 'Time alone does not change this.'
      : `Time alone changes this on ${moment(changesAt)} UTC.`
  }
  return changesAt === null
    ? `When time alone changes this is not foretold for ${others}.`
    : `Time alone changes this on ${moment(changesAt)} UTC, or sooner by ${others}.`
}

function anotherRule(evaluated: ExplainResult['evaluated'], paint: Paint): string[] {
  if (evaluated === null || evaluated.sameRule) return []
  const { version, member } = evaluated
  return [
    `${paint('yellow', 'Its members follow another rule:')} version ${version}, by which the contact is ${member ? 'in' : 'not in'}; no evaluation has computed this one yet.`,
  ]
}

const INDENT = '  '

/** The tree of a rule, a verdict in front of each line. */
export function ruleLines(rule: Rule, segment: string, paint: Paint, depth = 0): string[] {
  const indent = INDENT.repeat(depth)
  const verdict = rule.passes ? paint('green', 'yes') : paint('red', 'no ')
  const path = paint('dim', rule.segment === segment ? rule.path : `${rule.segment} ${rule.path}`)
  return [
    `${verdict}  ${indent}${plainText(rule.rule)}  ${path}`,
    ...leafLines(rule, paint).map(line => `     ${indent}  ${line}`),
    ...rule.parts.flatMap(part => ruleLines(part, segment, paint, depth + 1)),
  ]
}

function leafLines({ actual, events, change, changesAt, passes }: Rule, paint: Paint): string[] {
  const value = actual && `${actual.of} is ${actual.value === null ? 'missing' : shown(actual.value)}`
  const latest = (events?.latest ?? []).map(each =>
    `${moment(each.at)}  ${plainText(each.type)}  ${propertiesOf(each)}`.trimEnd(),
  )
  const more = (events?.count ?? 0) - latest.length
  return [
    ...(value === null ? [] : [plainText(value)]),
    ...latest.map(line => paint('dim', line)),
    ...(more > 0 && latest.length > 0 ? [paint('dim', `and ${counted(more, 'event')} before`)] : []),
    ...(change === null ? [] : [`${passes ? 'no' : 'yes'} with ${plainText(change)}`]),
    ...(changesAt === null ? [] : [`${passes ? 'no' : 'yes'} by time alone on ${moment(changesAt)} UTC`]),
  ]
}

function propertiesOf({ properties, converted }: LatestEvent): string {
  return Object.entries(properties)
    .map(([name, value]) => {
      const own = converted[name]
      const as = own === undefined ? '' : ` (${own.amount} by the rate of ${own.rateOf})`
      return plainText(`${name}: ${shown(value)}${as}`)
    })
    .join(', ')
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '-')
}
