import type { ContactNo } from '@esplanade/core/schema'
import type { RemovedRows } from '@esplanade/core/store'
import type { Session } from './session.ts'
import { uint32Column } from './staged-column.ts'

/**
 * Makes the temporary table `erased_no`: every number that means one of these contacts (`no`), and whom
 * (`person`).
 */
export async function stageErased(session: Session, contacts: readonly ContactNo[]): Promise<void> {
  await session.stage('erased', [uint32Column('contact_no', contacts, no => no)])
  await session.run(
    `create or replace temp table erased_no as
     select contact_no as no, contact_no as person from erased
     union select from_no, into_no from contact_alias where into_no in (select contact_no from erased)`,
  )
}

/** Deletes rows, and counts them by person under their kinds. */
export class Removal {
  readonly #session: Session
  readonly #removed = new Map<ContactNo, Record<string, number>>()

  constructor(session: Session) {
    this.#session = session
  }

  /** Rows of `table` that a row of `owner` matches; `owner` has a column `person`. Uncounted without a kind. */
  async rows(table: string, owner: string, match: string, kind?: string): Promise<void> {
    if (kind !== undefined) {
      const counted = await this.#session.rows<{ person: ContactNo; n: number }>(
        `select person, count(*) as n from ${table} t join ${owner} o on ${match} group by person`,
      )
      for (const { person, n } of counted) this.#count(person, kind, n)
    }
    await this.#session.run(`delete from ${table} t using ${owner} o where ${match}`)
  }

  get removed(): RemovedRows {
    return this.#removed
  }

  #count(person: ContactNo, kind: string, n: number): void {
    const own = this.#removed.get(person) ?? {}
    own[kind] = (own[kind] ?? 0) + n
    this.#removed.set(person, own)
  }
}
