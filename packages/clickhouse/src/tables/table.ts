/** A table of the facts, as data: one printer makes it for a server, another for a cluster. */
export interface FactTable {
  readonly name: string
  readonly columns: readonly string[]
  /** Rows of one key with a lower value of this column give way to the one with the highest. */
  readonly replacedBy?: string
  readonly partitionBy?: string
  readonly orderBy: string
  /** What decides on which shard of a cluster a row is; rows that replace one another must agree. */
  readonly shardBy: string
}

/**
 * Statements that make a table: one on a server; on a cluster a replicated one on every node, named
 * `<name>_local`, and over them a distributed one that goes by the name.
 */
export function createStatements(
  table: FactTable,
  { database, cluster }: { readonly database: string; readonly cluster: string | undefined },
): string[] {
  const { name, columns, replacedBy = '', partitionBy, orderBy, shardBy } = table
  const engine = replacedBy === '' ? 'MergeTree' : 'ReplacingMergeTree'
  const layout = `${partitionBy === undefined ? '' : ` partition by ${partitionBy}`} order by ${orderBy}`
  const list = `(${columns.join(', ')})`
  if (cluster === undefined) {
    return [
      `create table if not exists ${database}.${name} ${list} engine = ${engine}(${replacedBy})${layout}`,
    ]
  }
  const on = `on cluster ${cluster}`
  return [
    `create table if not exists ${database}.${name}_local ${on} ${list} engine = Replicated${engine}(${replacedBy})${layout}`,
    `create table if not exists ${database}.${name} ${on} as ${database}.${name}_local engine = Distributed(${cluster}, ${database}, ${name}_local, ${shardBy})`,
  ]
}
