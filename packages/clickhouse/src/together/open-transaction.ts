import { AsyncLocalStorage } from 'node:async_hooks'
import type { Store } from '@esplanade/core/store'

/**
 * A transaction of the state that ends when it is told to, and not when a function returns. Calls of
 * the store belong to it when they are made through `run`, since stores find their transaction by the
 * asynchronous context.
 */
export class OpenTransaction {
  readonly run: <T>(work: () => T) => T
  readonly #end: PromiseWithResolvers<void>
  readonly #done: Promise<void>

  private constructor(run: <T>(work: () => T) => T, end: PromiseWithResolvers<void>, done: Promise<void>) {
    this.run = run
    this.#end = end
    this.#done = done
  }

  static async begin(store: Store): Promise<OpenTransaction> {
    const end = Promise.withResolvers<void>()
    const inside = Promise.withResolvers<<T>(work: () => T) => T>()
    const done = store.atomically(async () => {
      inside.resolve(AsyncLocalStorage.snapshot())
      await end.promise
    })
    // Only a transaction that could not begin is told of here; how it ends is told by `commit`.
    done.catch(inside.reject)
    return new OpenTransaction(await inside.promise, end, done)
  }

  commit(): Promise<void> {
    this.#end.resolve()
    return this.#done
  }

  /** Undoes what was done; the cause is for whoever asked for it to throw. */
  async rollBack(cause: unknown): Promise<void> {
    this.#end.reject(cause)
    await this.#done.catch((second: unknown) => {
      if (second !== cause) throw new AggregateError([cause, second])
    })
  }
}
