import { comparePositions, type Position } from './collection-query.ts'
import { wholeSecond } from './profile.ts'

export type OptInProcess = 'single_opt_in' | 'double_opt_in'

export interface KlaviyoList {
  readonly id: string
  name: string
  readonly optInProcess: OptInProcess
  readonly created: number
  updated: number
  /** Profile ids with the time they joined, in order of joining. */
  readonly members: Map<string, number>
  /** The members sorted by `[joined, id]`; undefined after a change. */
  sorted: readonly ListMember[] | undefined
}

export interface ListMember {
  readonly id: string
  readonly joined: number
}

/** The account's lists. Two may share a name, as at the vendor. */
export class ListStore {
  readonly #byId = new Map<string, KlaviyoList>()

  create(list: { name: string; optInProcess: OptInProcess; at: number }): KlaviyoList {
    const id = `L${(this.#byId.size + 1).toString(36).toUpperCase().padStart(5, '0')}`
    const created = wholeSecond(list.at)
    const entry: KlaviyoList = {
      id,
      name: list.name,
      optInProcess: list.optInProcess,
      created,
      updated: created,
      members: new Map(),
      sorted: undefined,
    }
    this.#byId.set(id, entry)
    return entry
  }

  get(id: string): KlaviyoList | undefined {
    return this.#byId.get(id)
  }

  remove(id: string): void {
    this.#byId.delete(id)
  }

  named(name: string): KlaviyoList | undefined {
    return this.all().find(list => list.name === name)
  }

  all(): KlaviyoList[] {
    return [...this.#byId.values()]
  }

  join(list: KlaviyoList, profileId: string, at: number): void {
    if (list.members.has(profileId)) return
    list.members.set(profileId, wholeSecond(at))
    list.sorted = undefined
    list.updated = wholeSecond(at)
  }

  leave(list: KlaviyoList, profileId: string, at: number): void {
    if (!list.members.delete(profileId)) return
    list.sorted = undefined
    list.updated = wholeSecond(at)
  }

  members(list: KlaviyoList): readonly ListMember[] {
    list.sorted ??= [...list.members]
      .map(([id, joined]) => ({ id, joined }))
      .sort((a, b) => comparePositions(memberPosition(a), memberPosition(b)))
    return list.sorted
  }
}

export const memberPosition = (member: ListMember): Position => [member.joined, member.id]
