import type { Esp } from '../shop/person.ts'
import { MANAGED_FIELDS, MANAGED_TARGETS, targetName } from '../targets.ts'
import type { Truth } from '../truth/tell-truth.ts'
import type { MemberState } from '../vendors/vendor-account.ts'
import { expectedFields, sameValue, spelled } from './same-value.ts'

/** One thing that a vendor holds and should not, or should hold and does not. */
export interface Mismatch {
  readonly esp: Esp
  readonly person: number
  /** In words, with what was expected and what was found. */
  readonly text: string
}

export type States = ReadonlyMap<number, MemberState>

/**
 * Compares what a vendor holds after a push with the truth for everything the hub manages, and with
 * what it held before for everything else. Nobody's consent may have risen, whatever the truth says.
 */
export function verifyAccount(esp: Esp, truth: Truth, before: States, after: States): readonly Mismatch[] {
  const mismatches: Mismatch[] = []
  const report = (person: number, text: string) => mismatches.push({ esp, person, text })

  for (const no of after.keys()) if (!before.has(no)) report(no, 'is a member that nobody at the shop made')
  const targets = MANAGED_TARGETS.filter(target => target.esp === esp)
  const wanted = targets.map(target => ({ name: targetName(target), members: truth.membersOf(target) }))
  const managed = new Set(targets.map(targetName))
  const optedOut = truth.optedOut(esp)
  const managedFields = new Set(Object.values(MANAGED_FIELDS[esp]))

  for (const person of truth.people) {
    if (!person.members[esp]) continue
    const was = before.get(person.no)
    const is = after.get(person.no)
    if (!was || !is) {
      report(person.no, 'is gone')
      continue
    }
    for (const { name, members } of wanted) {
      const expected = members.has(person.no)
      if (is.targets.has(name) !== expected)
        report(person.no, `${expected ? 'should' : 'should not'} be in ${name}`)
    }
    const shouldBeOut = optedOut.has(person.no)
    if (was.optedOut && !is.optedOut) report(person.no, 'had opted out and may be mailed again')
    else if (is.optedOut !== shouldBeOut) {
      report(
        person.no,
        shouldBeOut ? 'opted out elsewhere and may still be mailed' : 'was opted out for no reason',
      )
    }
    for (const [field, expected] of expectedFields(esp, truth.fieldsOf(person))) {
      const found = is.fields.get(field)
      if (!sameValue(expected, found)) {
        report(person.no, `${field} is ${found ?? 'blank'}, expected ${spelled(expected)}`)
      }
    }
    for (const text of movedUnasked(was, is, { managed, managedFields })) report(person.no, text)
  }
  return mismatches
}

function movedUnasked(
  was: MemberState,
  is: MemberState,
  { managed, managedFields }: { managed: ReadonlySet<string>; managedFields: ReadonlySet<string> },
): string[] {
  const moved: string[] = []
  for (const name of new Set([...was.targets, ...is.targets])) {
    if (managed.has(name) || was.targets.has(name) === is.targets.has(name)) continue
    moved.push(`${is.targets.has(name) ? 'joined' : 'left'} ${name}, which is nobody's business`)
  }
  for (const name of new Set([...was.fields.keys(), ...is.fields.keys()])) {
    if (managedFields.has(name) || was.fields.get(name) === is.fields.get(name)) continue
    moved.push(`${name} changed from ${was.fields.get(name) ?? 'blank'} to ${is.fields.get(name) ?? 'blank'}`)
  }
  return moved
}
