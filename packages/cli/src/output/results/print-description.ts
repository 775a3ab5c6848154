import type { DescribeResult } from '@esplanade/hub'
import { count } from '../figures.ts'
import { type Paint, plainText } from '../paint.ts'
import { table } from '../table.ts'

export function printDescription(result: DescribeResult, paint: Paint): string[] {
  const { description, missing } = result
  const { account, containers, targets, fields, limits, scopes } = description
  const tier = account.tier === null ? '' : `, ${plainText(account.tier)}`
  return [
    `${paint('bold', plainText(account.name))} (${result.connector} account ${plainText(account.id)}${tier})`,
    ...section(
      ['container', 'id', 'members'],
      containers.map(each => [each.name, each.id, members(each.members)]),
    ),
    ...section(
      ['kind', 'name', 'members', 'can be filled'],
      targets.map(each => [each.kind, each.name, members(each.members), each.writable ? 'yes' : 'no']),
    ),
    ...section(
      ['field', 'label', 'type', 'options', 'can be filled'],
      fields.map(each => [
        each.name,
        each.label,
        each.vendorType,
        each.options === undefined ? '' : count(each.options.length),
        each.writable ? (each.required ? 'yes, required' : 'yes') : 'no',
      ]),
    ),
    ...section(
      ['limit', 'used', 'allowed'],
      limits.map(each => [each.name, members(each.used), members(each.allowed)]),
    ),
    '',
    scopes === null
      ? 'The vendor does not tell what the key may do.'
      : `The key may ${scopes.map(plainText).join(', ')}.`,
    ...missing.map(
      ({ scope, neededTo }) =>
        `${paint('red', 'missing')} ${plainText(scope)}, needed ${neededTo.join(', ')}`,
    ),
  ]
}

function section(titles: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return []
  return [
    '',
    ...table(
      titles.map(title => ({ title })),
      rows.map(cells => cells.map(plainText)),
    ),
  ]
}

const members = (number: number | null): string => (number === null ? '-' : count(number))
