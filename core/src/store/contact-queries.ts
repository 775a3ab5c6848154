import type { Catalog, Instant } from '../schema/index.ts'

/**
 * Questions in a store's own language that answer with contacts: the way out for a rule that the
 * segment language cannot say. A query reads the catalog's tables and nothing else, changes nothing,
 * and is ended when it takes too long. A store without such a language leaves this out.
 */
export interface ContactQueries {
  /** The name by which definitions say whose language a query is in. */
  readonly engine: string
  /** What is wrong with a query, in sentences; none where it can be run. Reads no rows. */
  check(query: ContactQuery): Promise<readonly string[]>
  /** The event properties of type money that a query reads, or may read; none for one that cannot be run. */
  amounts(query: ContactQuery): Promise<readonly { readonly event: string; readonly property: string }[]>
  /** The contacts it returns, ascending, each once, merged ones under their present number. Throws `QueryError`. */
  contacts(query: ContactQuery): Promise<Uint32Array>
}

export interface ContactQuery {
  readonly text: string
  /** What may be read: a table `contact` with every attribute, and one for each event type. */
  readonly catalog: Catalog
  /** The instant of the evaluation, which a query may ask for. */
  readonly asOf: Instant
}

/** A query that cannot be answered as it is put. */
export class QueryError extends Error {
  override readonly name = 'QueryError'
}
