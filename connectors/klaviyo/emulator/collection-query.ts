import type { EmulatorRequest } from '@esplanade/connector-kit/emulator'
import { invalid } from './json-api.ts'

/** Where a row stands in its order: the value sorted by, then the id, so that equal values keep an order. */
export type Position = readonly [key: string | number, id: string | number]

export interface PageQuery {
  readonly size: number
  readonly after: Position | undefined
}

export interface PageBounds {
  readonly standard: number
  readonly maximum: number
}

/** Refuses every query parameter that the operation does not have. */
export function allowParameters(request: EmulatorRequest, names: readonly string[]): void {
  for (const name of request.query.keys()) {
    if (!names.includes(name)) {
      throw invalid(`'${name}' is not a valid query parameter for this endpoint.`, { parameter: name })
    }
  }
}

export function readPageQuery(request: EmulatorRequest, bounds: PageBounds): PageQuery {
  const text = request.query.get('page[size]')
  const size = text === null ? bounds.standard : Number(text)
  if (!Number.isInteger(size) || size < 1 || size > bounds.maximum) {
    throw invalid(`Page size must be an integer between 1 and ${bounds.maximum}.`, {
      parameter: 'page[size]',
    })
  }
  const cursor = request.query.get('page[cursor]')
  return { size, after: cursor === null ? undefined : decodeCursor(cursor) }
}

/** `updated` or `-updated`, out of those the operation sorts by. */
export function readSort<Name extends string>(
  request: EmulatorRequest,
  names: readonly Name[],
  standard: Name,
): { by: Name; descending: boolean } {
  const text = request.query.get('sort') ?? standard
  const descending = text.startsWith('-')
  const by = names.find(name => name === text.replace(/^-/, ''))
  if (by === undefined) throw invalid(`'${text}' is not a valid sort field.`, { parameter: 'sort' })
  return { by, descending }
}

/** Cuts a resource's attributes down to `fields[type]`; dotted names reach into an object. */
export function sparse(
  request: EmulatorRequest,
  type: string,
  attributes: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const text = request.query.get(`fields[${type}]`)
  if (text === null) return attributes
  const names = new Set(text.split(',').map(name => name.split('.')[0]))
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => names.has(name)))
}

/** One page of rows that are sorted ascending by position, from the given end. */
export function takePage<Row>(
  sorted: readonly Row[],
  position: (row: Row) => Position,
  { size, after }: PageQuery,
  descending: boolean,
  matches: (row: Row) => boolean,
): { rows: Row[]; next: string | null } {
  const step = descending ? -1 : 1
  let at = start(sorted, position, after, descending)
  const rows: Row[] = []
  for (; at >= 0 && at < sorted.length; at += step) {
    const row = sorted[at] as Row
    if (!matches(row)) continue
    if (rows.length === size) return { rows, next: encodeCursor(position(rows[size - 1] as Row)) }
    rows.push(row)
  }
  return { rows, next: null }
}

export const encodeCursor = (position: Position): string =>
  Buffer.from(JSON.stringify(position)).toString('base64url')

export function comparePositions(a: Position, b: Position): number {
  if (a[0] !== b[0]) return a[0] < b[0] ? -1 : 1
  if (a[1] !== b[1]) return a[1] < b[1] ? -1 : 1
  return 0
}

function start<Row>(
  sorted: readonly Row[],
  position: (row: Row) => Position,
  after: Position | undefined,
  descending: boolean,
): number {
  if (after === undefined) return descending ? sorted.length - 1 : 0
  // The first row beyond `after` (ascending), or the last row before it (descending).
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    const order = comparePositions(position(sorted[middle] as Row), after)
    if (descending ? order < 0 : order <= 0) low = middle + 1
    else high = middle
  }
  return descending ? low - 1 : low
}

function decodeCursor(text: string): Position {
  const refused = invalid('The page cursor is not valid.', { parameter: 'page[cursor]' })
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    if (!Array.isArray(value) || value.length !== 2) throw refused
    return [value[0], value[1]] as const
  } catch (error) {
    if (error instanceof SyntaxError) throw refused
    throw error
  }
}
