/** The hub's store, in the demo's folder. */
export const STORE_FILE = 'esplanade.duckdb'
