/** The text that a node of DuckDB's tree writes out; undefined for any other node. */
export function constantText(node: unknown): string | undefined {
  const { class: kind, value } = (node ?? {}) as {
    readonly class?: unknown
    readonly value?: { readonly value?: unknown }
  }
  const text = kind === 'CONSTANT' ? value?.value : undefined
  return typeof text === 'string' ? text : undefined
}
