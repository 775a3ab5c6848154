import { AsyncLocalStorage } from 'node:async_hooks'
import type { DuckDBInstance } from '@duckdb/node-api'
import type { Chunk } from './chunk.ts'
import { type Parameter, Session } from './session.ts'
import { Turns } from './turns.ts'

/** Connections kept for the next reader; more are opened when more read at once, and closed after. */
const MAX_IDLE_READERS = 4

/** A transaction in progress: its connection, and whose turn on that connection it is. */
interface Transaction {
  readonly session: Session
  readonly turns: Turns
  /** Whether it may hold what no other connection sees yet. */
  wrote: boolean
  ended: boolean
}

/** An engine with its settings locked, and the sessions that were set otherwise before. */
export interface Opened {
  readonly instance: DuckDBInstance
  /** Sessions that group by place: `openDense`. */
  readonly dense: readonly Session[]
  readonly file: string
  readonly onClose: () => void
}

/**
 * One open file: one writer and any number of readers. Work inside `atomically` sees its own writes,
 * since every call made within it finds the transaction through the asynchronous context; calls made
 * elsewhere meanwhile read the last committed state on connections of their own.
 */
export class Database {
  readonly #instance: DuckDBInstance
  readonly #file: string
  readonly #writer: Session
  readonly #writers = new Turns()
  readonly #idle: Session[] = []
  readonly #dense: Session[]
  readonly #onClose: () => void
  readonly #current = new AsyncLocalStorage<Transaction>()
  #closed = false

  private constructor({ instance, dense, file, onClose }: Opened, writer: Session) {
    this.#instance = instance
    this.#dense = [...dense]
    this.#file = file
    this.#writer = writer
    this.#onClose = onClose
  }

  static async over(opened: Opened): Promise<Database> {
    return new Database(opened, new Session(await opened.instance.connect(), opened.file))
  }

  /** Runs `work` in one transaction; inside another one it joins that. Nothing of it remains if it throws. */
  async atomically<T>(work: () => Promise<T>): Promise<T> {
    if (this.#transaction() !== undefined) return await work()
    return this.#writers.take(async () => {
      this.#assertOpen()
      await this.#writer.run('begin transaction')
      const transaction: Transaction = {
        session: this.#writer,
        turns: new Turns(),
        wrote: false,
        ended: false,
      }
      try {
        const result = await this.#current.run(transaction, work)
        await this.#writer.run('commit')
        return result
      } catch (cause) {
        await this.#rollBack(cause)
        throw cause
      } finally {
        transaction.ended = true
      }
    })
  }

  /** Runs several statements as one write. */
  async write<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.atomically(() => {
      const transaction = this.#transaction()
      if (transaction) transaction.wrote = true
      return this.read(work)
    })
  }

  /** Runs statements that belong together on one connection: that of the transaction, if there is one. */
  async read<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const transaction = this.#transaction()
    if (transaction) return transaction.turns.take(() => work(transaction.session))
    this.#assertOpen()
    const session = this.#idle.pop() ?? new Session(await this.#instance.connect(), this.#file)
    try {
      return await work(session)
    } finally {
      if (this.#closed || this.#idle.length >= MAX_IDLE_READERS) session.close()
      else this.#idle.push(session)
    }
  }

  /** Several reads that must see one moment. */
  async snapshot<T>(work: (session: Session) => Promise<T>): Promise<T> {
    if (this.#transaction()) return this.read(work)
    return this.read(async session => {
      await session.run('begin transaction read only')
      try {
        return await work(session)
      } finally {
        await session.run('rollback')
      }
    })
  }

  /**
   * The answer of one statement, chunk by chunk. With `dense` it runs on a session that groups by place,
   * unless those do not see what this one does, or are busy: the answer is the same either way.
   */
  async *chunks(
    sql: string,
    parameters: readonly Parameter[] = [],
    { dense = false }: { readonly dense?: boolean } = {},
  ): AsyncGenerator<Chunk> {
    const answer = (session: Session) => session.chunks(sql, parameters)
    for await (const chunk of await (dense ? this.#readDense(answer) : this.read(answer))) {
      yield chunk
      this.#assertOpen()
    }
  }

  /** Waits for the writer, then gives the file back. */
  async close(): Promise<void> {
    await this.#writers.take(async () => {
      if (this.#closed) return
      this.#closed = true
      for (const session of [this.#writer, ...this.#idle.splice(0), ...this.#dense.splice(0)]) session.close()
      this.#instance.closeSync()
      this.#onClose()
    })
  }

  /**
   * Not within a transaction that has written, which alone sees that. One that has not keeps all other writers
   * waiting, so every session sees what it does.
   */
  hasDense(): boolean {
    return this.#transaction()?.wrote !== true
  }

  async #readDense<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const session = this.hasDense() ? this.#dense.pop() : undefined
    if (session === undefined) return this.read(work)
    try {
      return await work(session)
    } finally {
      if (this.#closed) session.close()
      else this.#dense.push(session)
    }
  }

  #transaction(): Transaction | undefined {
    const transaction = this.#current.getStore()
    if (transaction?.ended) {
      throw new Error('A store call outlived the atomically() it was made in; await it there.')
    }
    return transaction
  }

  async #rollBack(cause: unknown): Promise<void> {
    try {
      await this.#writer.run('rollback')
    } catch (second) {
      // A commit that failed has ended its transaction already: then there is nothing to roll back.
      if (!/no transaction is active/i.test(String(second))) throw new AggregateError([cause, second])
    }
  }

  #assertOpen(): void {
    if (this.#closed) throw new Error(`The store ${this.#file} is closed.`)
  }
}
