import type { Catalog, ScoreType, ValueType } from '@esplanade/core/schema'
import type { Server } from '../engine/server.ts'

/** What `prepare` was told last, and what it made of it. Kept as one JSON document. */
export interface Prepared {
  readonly currency: string
  readonly attributes: Readonly<Record<string, ValueType>>
  /** The source that owns an attribute. */
  readonly owners: Readonly<Record<string, string>>
  /** Event types whose events may change; once one, always one. */
  readonly changing: readonly string[]
  /** Properties that definitions name, by event type. */
  readonly named: Readonly<Record<string, readonly string[]>>
  /** Columns of the event tables, shared by all types that have such a property. */
  readonly properties: readonly PropertyColumn[]
  readonly scores: Readonly<Record<string, ScorePointer>>
  /** The exchange rates that hold; null, or absent in what an older version saved, for none. */
  readonly rates?: RatesPointer | null
}

export interface RatesPointer {
  /** Of all that they say. */
  readonly digest: string
  readonly run: number
}

export interface PropertyColumn {
  readonly no: number
  readonly name: string
  readonly type: ValueType
  /** What `money` was read in, or `TOLD`; empty for the other types. */
  readonly currency: string
}

/** Stands for the currency of a column that holds amounts in other currencies as they were told. */
export const TOLD = '*'

interface ScorePointer {
  readonly type: ScoreType
  /** The run whose values hold; 0 for none. */
  readonly run: number
}

const NOTHING: Prepared = {
  currency: '',
  attributes: {},
  owners: {},
  changing: [],
  named: {},
  properties: [],
  scores: {},
}

const SETTING = 'facts'

/** One open database of facts. One process at a time writes to it, so what was read once is known. */
export class FactContext {
  readonly server: Server
  readonly cluster: string | undefined
  #prepared: Prepared
  #revision: number
  /** Where the numbers of contacts merged away lead now. */
  readonly aliases: Map<number, number>

  private constructor(
    server: Server,
    cluster: string | undefined,
    prepared: Prepared,
    revision: number,
    aliases: Map<number, number>,
  ) {
    this.server = server
    this.cluster = cluster
    this.#prepared = prepared
    this.#revision = revision
    this.aliases = aliases
  }

  static async load(server: Server, cluster: string | undefined): Promise<FactContext> {
    const [setting] = await server.rows<{ value: string }>({
      sql: `select value from ${server.table('setting')} final where name = '${SETTING}'`,
    })
    const revised = ['setting', 'identity', 'contact_alias', 'attribute_value', 'membership']
    const [last] = await server.rows<{ revision: string }>({
      sql: `select max(last) as revision from (${[
        ...revised.map(table => `select max(revision) as last from ${server.table(table)}`),
        `select max(run) as last from ${server.table('score_value')}`,
        `select max(run) as last from ${server.table('exchange_rate')}`,
        `select max(change) as last from ${server.table('identity_change')}`,
      ].join(' union all ')})`,
    })
    const aliases = await server.rows<{ from_no: number; into_no: number }>({
      sql: `select from_no, into_no from ${server.table('contact_alias')} final`,
    })
    return new FactContext(
      server,
      cluster,
      setting === undefined ? NOTHING : (JSON.parse(setting.value) as Prepared),
      Number(last?.revision ?? 0),
      new Map(aliases.map(row => [row.from_no, row.into_no])),
    )
  }

  get prepared(): Prepared {
    return this.#prepared
  }

  async save(prepared: Prepared): Promise<void> {
    const value = JSON.stringify(prepared)
    await this.server.insert(
      'setting',
      ['name', 'value', 'revision'],
      [[SETTING, value, this.nextRevision()]],
    )
    this.#prepared = prepared
  }

  /** Numbers that only grow, for what replaces what, and what came first. */
  nextRevision(): number {
    this.#revision += 1
    return this.#revision
  }

  /** Whom a contact number means now. */
  resolve(contact: number): number {
    return this.aliases.get(contact) ?? contact
  }

  /** All numbers that mean these contacts. */
  numbersOf(contacts: readonly number[]): number[] {
    const asked = new Set(contacts)
    const merged = [...this.aliases].flatMap(([from, into]) => (asked.has(into) ? [from] : []))
    return [...new Set([...contacts, ...merged])]
  }

  isChanging(type: string): boolean {
    return this.#prepared.changing.includes(type)
  }
}

/** The types of the attributes that sources may state. */
export const statedTypes = ({ attributes, scores }: Catalog): Record<string, ValueType> =>
  Object.fromEntries([...attributes].filter(([name]) => !scores.has(name)))
