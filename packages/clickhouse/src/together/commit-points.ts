import type { Store } from '@esplanade/core/store'
import type { IdentityProjection } from '../facts/identity-projection.ts'
import { carryContacts } from './carry-contacts.ts'
import { OpenTransaction } from './open-transaction.ts'

/**
 * One work over state and facts. What it writes to the state up to a write of facts is committed
 * before that, and what comes after it together at the end: in the order written, as the port says of
 * stores that do not share an engine, in as few transactions as that allows. So facts never name
 * people whom the state has forgotten, and a cursor never passes facts that are not stored.
 */
export class CommitPoints {
  readonly #state: Store
  readonly #identities: IdentityProjection
  #transaction: OpenTransaction | undefined
  /** Contacts whose identities changed in the open transaction. */
  #changed = new Set<number>()
  /** The call before; calls made at once take turns. */
  #last: Promise<unknown> = Promise.resolve()

  constructor(state: Store, identities: IdentityProjection) {
    this.#state = state
    this.#identities = identities
  }

  /** A call of the state. `contacts` are those whose identities it changes. */
  ofState<T>(call: () => Promise<T>, contacts: readonly number[] = []): Promise<T> {
    return this.#inTurn(async () => {
      this.#transaction ??= await OpenTransaction.begin(this.#state)
      const answer = await this.#transaction.run(call)
      for (const contact of contacts) this.#changed.add(contact)
      return answer
    })
  }

  /** A call of the facts, after everything before it is committed where it writes or must know who is who. */
  ofFacts<T>(call: () => Promise<T>, { writes }: { readonly writes: boolean }): Promise<T> {
    return this.#inTurn(async () => {
      if (writes || this.#changed.size > 0) await this.#commit()
      return call()
    })
  }

  finish(): Promise<void> {
    return this.#inTurn(() => this.#commit())
  }

  async rollBack(cause: unknown): Promise<void> {
    await this.#inTurn(async () => {
      const open = this.#transaction
      this.#transaction = undefined
      await open?.rollBack(cause)
    })
  }

  async #commit(): Promise<void> {
    const open = this.#transaction
    const contacts = [...this.#changed]
    this.#transaction = undefined
    this.#changed = new Set()
    // Announced first: when the process dies in between, the next one looks these contacts up again.
    const change = contacts.length === 0 ? undefined : await this.#identities.announce(contacts)
    await open?.commit()
    if (change === undefined) return
    await carryContacts(this.#state.state, this.#identities, contacts)
    await this.#identities.finish(change, contacts)
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work, work)
    this.#last = turn.catch(() => undefined)
    return turn
  }
}
