import type { DuckDBVector } from '@duckdb/node-api'

/**
 * The one module that looks behind the binding's public face. Its vectors read and write one item at
 * a time, with a bigint per validity test and per 64-bit integer; underneath lies plain memory, which
 * is several times faster to use directly. Everything here answers undefined (or false) when a release
 * of the binding no longer looks as 1.5 does, and the callers then take the documented way.
 */

/** The values of a vector, and one bit per row that says whether there is one. */
export interface VectorMemory {
  readonly items: ArrayBufferView
  /** Null when every row has a value. */
  readonly valid: Uint32Array | null
}

export function memoryOf(vector: DuckDBVector): VectorMemory | undefined {
  const inside = vector as unknown as {
    items?: unknown
    dataView?: unknown
    validity?: { data?: unknown; offset?: unknown }
  }
  const items = inside.items ?? inside.dataView
  const bits = inside.validity?.data
  if (!ArrayBuffer.isView(items) || inside.validity?.offset !== 0) return undefined
  if (bits !== null && !(bits instanceof BigUint64Array)) return undefined
  return { items, valid: bits && new Uint32Array(bits.buffer, bits.byteOffset, bits.length * 2) }
}

/**
 * Hands a text vector all its values at once, to be written by its `flush`. Nulls are left to the
 * caller. Returns false when the vector keeps its pending values elsewhere.
 */
export function adoptTexts(vector: DuckDBVector, texts: (string | null)[]): boolean {
  const inside = vector as unknown as { itemCache?: unknown; itemCacheDirty?: unknown }
  if (!Array.isArray(inside.itemCache) || !Array.isArray(inside.itemCacheDirty)) return false
  inside.itemCache = texts
  inside.itemCacheDirty = texts.map(() => true)
  return true
}
