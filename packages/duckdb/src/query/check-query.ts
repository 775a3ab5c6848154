import type { Session } from '../engine/session.ts'
import { ALLOWED_FUNCTIONS, BARE_FUNCTIONS } from './allowed-functions.ts'
import { GrowingValues } from './growing-values.ts'
import { slowPattern } from './like-pattern.ts'

/** What a query names, and what speaks against running it. */
export interface CheckedQuery {
  /** Tables of the catalog that it reads, as it spells them in lower case. */
  readonly tables: ReadonlySet<string>
  /** Columns that it names, in lower case, of whatever table; null where it asks for all of one. */
  readonly columns: ReadonlySet<string> | null
  /** Empty where it may be run. */
  readonly problems: readonly string[]
  /** The query as DuckDB understood it, printed again: what is run is what was checked. */
  readonly sql: string
}

const MAX_LENGTH = 20_000
/** Of the parsed query as JSON, where one bracket costs several levels. */
const MAX_DEPTH = 400

/**
 * Parses a query with DuckDB's own parser and lets through only what is known to be harmless: one
 * select over the named tables with allow-listed functions. Whatever this list does not know is
 * refused, since a read-only transaction alone still reads files and runs `copy … to`.
 */
export async function checkQuery(
  session: Session,
  text: string,
  tables: ReadonlySet<string>,
): Promise<CheckedQuery> {
  if (text.length > MAX_LENGTH) {
    return refused(`The query has ${text.length} characters; ${MAX_LENGTH} are allowed.`)
  }
  const { parsed } = await session.one<{ parsed: string }>(
    'select json_serialize_sql($1::varchar)::varchar as parsed',
    [text],
  )
  const answer = JSON.parse(parsed) as Parsed
  if (answer.error) return refused(`DuckDB cannot read the query: ${answer.error_message}.`)
  if (answer.statements?.length !== 1) {
    return refused(`The query has ${answer.statements?.length ?? 0} statements; exactly one is allowed.`)
  }
  const walk = new Walk(tables)
  walk.visit(answer.statements[0], 0, new Set())
  const named = { tables: walk.read, columns: walk.asksForAll ? null : walk.columns }
  if (walk.problems.size > 0) return { ...named, problems: [...walk.problems], sql: '' }
  const { sql } = await session.one<{ sql: string }>('select json_deserialize_sql($1::json) as sql', [parsed])
  return { ...named, problems: [], sql }
}

interface Parsed {
  readonly error: boolean
  readonly error_message?: string
  readonly statements?: readonly unknown[]
}

const refused = (problem: string): CheckedQuery => ({
  tables: new Set(),
  columns: new Set(),
  problems: [problem],
  sql: '',
})

const QUERIES: ReadonlySet<string> = new Set(['SELECT_NODE', 'SET_OPERATION_NODE', 'CTE_NODE'])
const RELATIONS: ReadonlySet<string> = new Set(['BASE_TABLE', 'JOIN', 'SUBQUERY', 'EXPRESSION_LIST', 'EMPTY'])
const MODIFIERS: ReadonlySet<string> = new Set(['ORDER_MODIFIER', 'LIMIT_MODIFIER', 'DISTINCT_MODIFIER'])
const EXPRESSIONS: ReadonlySet<string> = new Set(
  'COLUMN_REF CONSTANT COMPARISON CONJUNCTION OPERATOR CASE CAST FUNCTION SUBQUERY STAR WINDOW BETWEEN'.split(
    ' ',
  ),
)

/** Sides of an order by; they carry a type beside their expression and are no node of their own. */
const DIRECTIONS: ReadonlySet<string> = new Set(['ORDER_DEFAULT', 'ASCENDING', 'DESCENDING'])

/** The parts of DuckDB's tree that decide; which of them a node has depends on its kind. */
interface Node {
  readonly class?: unknown
  readonly type?: unknown
  readonly function_name?: unknown
  readonly children?: unknown
  readonly sample?: unknown
  readonly column_names?: unknown
  readonly table_name?: unknown
  readonly schema_name?: unknown
  readonly catalog_name?: unknown
  readonly cte_map?: { readonly map?: readonly { readonly key: string; readonly value: unknown }[] }
}

class Walk {
  readonly read = new Set<string>()
  readonly columns = new Set<string>()
  asksForAll = false
  readonly problems = new Set<string>()
  readonly #tables: ReadonlySet<string>
  readonly #growing = new GrowingValues()

  constructor(tables: ReadonlySet<string>) {
    this.#tables = tables
  }

  /** `own`: names that the query itself gives to parts of it, as far as they reach. */
  visit(value: unknown, depth: number, own: ReadonlySet<string>): void {
    if (depth > MAX_DEPTH) {
      this.problems.add('The query is nested too deeply; say it with fewer brackets.')
      return
    }
    if (Array.isArray(value)) for (const each of value) this.visit(each, depth + 1, own)
    else if (typeof value === 'object' && value !== null) this.#visitNode(value as Node, depth, own)
  }

  #visitNode(node: Node, depth: number, outer: ReadonlySet<string>): void {
    let own = outer
    // A name reaches over what follows it inside its query, and not over its own definition: there, and
    // outside, it would be a table of the store.
    for (const { key, value } of node.cte_map?.map ?? []) {
      this.visit(value, depth + 1, own)
      own = new Set([...own, key.toLowerCase()])
    }
    if (node.sample !== undefined && node.sample !== null) {
      this.problems.add('A sample is left to chance, and not allowed in a query.')
    }
    if (typeof node.class === 'string') this.#expression(node, node.class)
    else if (typeof node.type === 'string') this.#part(node, node.type, own)
    for (const [key, value] of Object.entries(node)) {
      // What a constant says is a value, whatever it looks like.
      if (key === 'cte_map' || (key === 'value' && node.class === 'CONSTANT')) continue
      this.visit(value, depth + 1, own)
    }
  }

  #expression(node: Node, kind: string): void {
    if (!EXPRESSIONS.has(kind)) this.problems.add(`${plain(kind)} is not allowed in a query.`)
    if (kind === 'COLUMN_REF') this.#column(node)
    if (kind === 'STAR') this.asksForAll = true
    if (kind !== 'FUNCTION' && kind !== 'WINDOW') return
    const name = String(node.function_name).toLowerCase()
    if (!ALLOWED_FUNCTIONS.has(name)) this.problems.add(`The function ${name}() is not allowed in a query.`)
    const given: readonly unknown[] = Array.isArray(node.children) ? node.children : []
    const refusals = [slowPattern(name, given), this.#growing.refusal(name, given)]
    for (const refusal of refusals) if (refusal !== undefined) this.problems.add(refusal)
    if (name === 'age' && given.length !== 2) {
      this.problems.add(
        'age() of one moment goes by the clock; write age(as_of, …), from the table evaluation.',
      )
    }
  }

  #column({ column_names }: Node): void {
    const names = Array.isArray(column_names) ? column_names.map(name => String(name).toLowerCase()) : []
    const [only = '', ...others] = names
    for (const name of names) this.columns.add(name)
    if (others.length === 0 && BARE_FUNCTIONS.has(only)) {
      this.problems.add(`"${only}" is not allowed in a query; the clock is as_of of the table evaluation.`)
    }
  }

  #part(node: Node, type: string, own: ReadonlySet<string>): void {
    if (type === 'BASE_TABLE') this.#table(node, own)
    else if (!(QUERIES.has(type) || RELATIONS.has(type) || MODIFIERS.has(type) || DIRECTIONS.has(type))) {
      this.problems.add(`${plain(type)} is not allowed in a query.`)
    }
  }

  #table(node: Node, own: ReadonlySet<string>): void {
    const name = String(node.table_name).toLowerCase()
    if (node.schema_name !== '' || node.catalog_name !== '') {
      this.problems.add(`Name tables without a schema; "${name}" has one.`)
    } else if (this.#tables.has(name)) this.read.add(name)
    else if (!own.has(name)) this.problems.add(`There is no table "${name}" to read.`)
  }
}

const plain = (word: string) => word.toLowerCase().replaceAll('_', ' ')
