import type { HeadersLike } from '../session.ts'

/** A header by its lower-case name, from whatever shape an SDK gives headers in. */
export function readHeader(headers: HeadersLike, name: string): string | undefined {
  if (headers instanceof Headers) return headers.get(name) ?? undefined
  for (const [key, value] of Object.entries(headers)) {
    if (key.toLowerCase() === name) return typeof value === 'string' ? value : value?.[0]
  }
  return undefined
}

/** The vendor's own clock when it answered, by the header `date`; undefined where it did not tell. */
export function servedAt(headers: HeadersLike | undefined): number | undefined {
  const at = Date.parse((headers && readHeader(headers, 'date')) ?? '')
  return Number.isNaN(at) ? undefined : at
}
