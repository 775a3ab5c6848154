/** Where the worked examples are. */
export const EXAMPLES = new URL('../../docs/examples/segments/', import.meta.url)
