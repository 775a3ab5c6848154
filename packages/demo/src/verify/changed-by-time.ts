import { ESPS } from '../shop/person.ts'
import { MANAGED_TARGETS } from '../targets.ts'
import type { FieldTruth, Truth } from '../truth/tell-truth.ts'

/**
 * How many rows a push has to write although nothing happened: between two moments somebody's last
 * open grows older than a segment allows, and the right answer changes by itself.
 */
export function rowsChangedByTime(earlier: Truth, later: Truth): number {
  let rows = 0
  for (const target of MANAGED_TARGETS) {
    const [was, is] = [earlier.membersOf(target), later.membersOf(target)]
    for (const no of was) if (!is.has(no)) rows += 1
    for (const no of is) if (!was.has(no)) rows += 1
  }
  for (const person of later.people) {
    if (sameFields(earlier.fieldsOf(person), later.fieldsOf(person))) continue
    rows += ESPS.filter(esp => person.members[esp]).length
  }
  return rows
}

const sameFields = (a: FieldTruth, b: FieldTruth): boolean =>
  a.orders === b.orders && a.lastOrderAt === b.lastOrderAt && a.vip === b.vip
