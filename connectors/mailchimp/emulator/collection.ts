import type { EmulatorReply, EmulatorRequest } from '@esplanade/connector-kit/emulator'
import { invalidResource } from './problem.ts'

const DEFAULT_COUNT = 10
const MAX_COUNT = 1_000

/**
 * Answers one page of a collection by `count` (10 unless told, 1,000 at most) and `offset`, with
 * `total_items`. Only the rows of the page are turned into resources.
 */
export function collection<Row>(
  request: EmulatorRequest,
  name: string,
  rows: readonly Row[],
  toResource: (row: Row) => object,
  around: object = {},
): EmulatorReply {
  return uncounted(request, name, rows, toResource, { ...around, total_items: rows.length })
}

/** The same for the few collections that do not say how many there are. */
export function uncounted<Row>(
  request: EmulatorRequest,
  name: string,
  rows: readonly Row[],
  toResource: (row: Row) => object,
  around: object = {},
): EmulatorReply {
  const count = wholeNumber(request.query.get('count') ?? String(DEFAULT_COUNT))
  const offset = wholeNumber(request.query.get('offset') ?? '0')
  if (count === undefined || count > MAX_COUNT || offset === undefined) {
    return invalidResource('The resource submitted could not be validated.', [
      { field: 'count', message: `Expected count from 0 to ${MAX_COUNT} and offset from 0.` },
    ])
  }
  const page = rows.slice(offset, offset + count).map(toResource)
  return resource(request, { [name]: page, ...around })
}

/** Answers one resource, trimmed to `fields` or without `exclude_fields` (dotted paths). */
export function resource(request: EmulatorRequest, body: object): EmulatorReply {
  const fields = request.query.get('fields')
  const excluded = request.query.get('exclude_fields')
  if (fields) return { status: 200, body: pick(body, pathTree(fields)) }
  if (excluded) return { status: 200, body: omit(body, pathTree(excluded)) }
  return { status: 200, body }
}

const wholeNumber = (text: string): number | undefined => (/^\d{1,9}$/.test(text) ? Number(text) : undefined)

/** A node without children stands for everything below it. */
interface PathTree extends Map<string, PathTree> {}

function pathTree(list: string): PathTree {
  const root: PathTree = new Map()
  for (const path of list.split(',')) {
    let node = root
    for (const part of path.trim().split('.')) {
      const child: PathTree = node.get(part) ?? new Map()
      node.set(part, child)
      node = child
    }
  }
  return root
}

function pick(value: unknown, tree: PathTree): unknown {
  if (tree.size === 0 || typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(item => pick(item, tree))
  const kept: Record<string, unknown> = {}
  for (const [key, child] of tree) {
    if (Object.hasOwn(value, key)) kept[key] = pick((value as Record<string, unknown>)[key], child)
  }
  return kept
}

function omit(value: unknown, tree: PathTree): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(item => omit(item, tree))
  const kept: Record<string, unknown> = {}
  for (const [key, child] of Object.entries(value)) {
    const below = tree.get(key)
    if (below === undefined) kept[key] = child
    else if (below.size > 0) kept[key] = omit(child, below)
  }
  return kept
}
