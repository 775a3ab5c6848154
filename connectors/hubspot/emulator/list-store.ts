export const PROCESSING_TYPES = ['MANUAL', 'SNAPSHOT', 'DYNAMIC'] as const
export type ProcessingType = (typeof PROCESSING_TYPES)[number]

export interface ContactList {
  readonly listId: string
  readonly name: string
  readonly processingType: ProcessingType
  readonly createdAt: number
  /** Record ids, with when they joined. */
  readonly members: Map<string, number>
}

interface DeletedList {
  readonly list: ContactList
  readonly at: number
}

/** The account's lists of contacts. Names are unique, letter by letter. */
export class ListStore {
  readonly #lists = new Map<string, ContactList>()
  readonly #deleted = new Map<string, DeletedList>()
  #nextId = 1

  add(name: string, processingType: ProcessingType, createdAt: number): ContactList {
    const listId = String(this.#nextId++)
    const list = { listId, name, processingType, createdAt, members: new Map<string, number>() }
    this.#lists.set(listId, list)
    return list
  }

  get(listId: string): ContactList | undefined {
    return this.#lists.get(listId)
  }

  /** Its name is free at once; it can come back with its members. */
  remove(listId: string, at: number): void {
    const list = this.#lists.get(listId)
    if (list === undefined) return
    this.#deleted.set(listId, { list, at })
    this.#lists.delete(listId)
  }

  deleted(listId: string): DeletedList | undefined {
    return this.#deleted.get(listId)
  }

  restore(listId: string): void {
    const deleted = this.#deleted.get(listId)
    if (deleted === undefined) throw new RangeError(`No list ${listId} was deleted.`)
    this.#deleted.delete(listId)
    this.#lists.set(listId, deleted.list)
  }

  byName(name: string): ContactList | undefined {
    return this.all().find(list => list.name === name)
  }

  all(): ContactList[] {
    return [...this.#lists.values()]
  }

  /** An archived contact leaves every list; a merged one is replaced by its survivor. */
  replaceMember(recordId: string, survivor: string | null): void {
    const deleted = [...this.#deleted.values()].map(({ list }) => list)
    for (const { members } of [...this.#lists.values(), ...deleted]) {
      const joined = members.get(recordId)
      if (joined === undefined) continue
      members.delete(recordId)
      if (survivor !== null && !members.has(survivor)) members.set(survivor, joined)
    }
  }
}
