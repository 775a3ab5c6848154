import type { Member } from './member.ts'

/** Groups of an audience, over all its categories. Third parties tell of this limit. */
export const MAX_INTERESTS = 60

export const CATEGORY_TYPES = ['checkboxes', 'dropdown', 'radio', 'hidden'] as const

export interface Interest {
  readonly id: string
  readonly categoryId: string
  readonly name: string
}

export interface InterestCategory {
  readonly id: string
  readonly title: string
  readonly type: (typeof CATEGORY_TYPES)[number]
}

/** Groups ("interests") in their categories: the third way to sort members, beside fields and tags. */
export class InterestGroups {
  readonly categories = new Map<string, InterestCategory>()
  readonly interests = new Map<string, Interest>()
  readonly #members = new Map<Member, ReadonlySet<string>>()

  /** Ids of the groups that a member is in. */
  of(member: Member): ReadonlySet<string> {
    return this.#members.get(member) ?? NONE
  }

  /** Puts a member into the groups marked true and takes it out of those marked false; others stay. */
  set(member: Member, marks: Readonly<Record<string, boolean>>): void {
    const groups = new Set(this.of(member))
    for (const [id, inside] of Object.entries(marks)) {
      if (inside) groups.add(id)
      else groups.delete(id)
    }
    if (groups.size > 0) this.#members.set(member, groups)
    else this.#members.delete(member)
  }

  forget(member: Member): void {
    this.#members.delete(member)
  }

  /** As a member's resource shows them: every group of the audience, and whether the member is in it. */
  marksOf(member: Member): Readonly<Record<string, boolean>> {
    const groups = this.of(member)
    return Object.fromEntries([...this.interests.keys()].map(id => [id, groups.has(id)]))
  }
}

const NONE: ReadonlySet<string> = new Set()
