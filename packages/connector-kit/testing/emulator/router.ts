/** What a path led to: the route's template and the decoded values of its parameters. */
export interface RouteMatch<Target> {
  readonly target: Target
  readonly params: Readonly<Record<string, string>>
}

/**
 * Finds routes such as `GET /lists/{list_id}/members` by method and path. A static segment wins over
 * a parameter, so `/lists/export` is found beside `/lists/{list_id}`. One trailing slash is ignored.
 *
 * @throws Error for a template that is not `METHOD /path` or that is declared twice.
 */
export function createRouter<Target extends { readonly route: string }>(
  targets: readonly Target[],
): (method: string, path: string) => RouteMatch<Target> | undefined {
  const methods = new Map<string, Node<Target>>()
  for (const target of targets) plant(methods, target)
  return (method, path) => {
    const root = methods.get(method)
    const segments = splitPath(path)
    if (!root || !segments) return undefined
    const leaf = find(root, segments, 0)
    if (!leaf) return undefined
    const params: Record<string, string> = {}
    for (const [at, name] of leaf.params) params[name] = segments[at] as string
    return { target: leaf.target, params }
  }
}

interface Leaf<Target> {
  readonly target: Target
  /** Position among the segments, and name. */
  readonly params: readonly (readonly [number, string])[]
}

interface Node<Target> {
  readonly fixed: Map<string, Node<Target>>
  param?: Node<Target>
  leaf?: Leaf<Target>
}

const TEMPLATE = /^([A-Z]+) (\/\S*)$/
const PARAM = /^\{([A-Za-z_][\w-]*)\}$/

function plant<Target extends { readonly route: string }>(
  methods: Map<string, Node<Target>>,
  target: Target,
): void {
  const [, method, path] = TEMPLATE.exec(target.route) ?? []
  if (!method || !path) {
    throw new Error(`The route "${target.route}" is not a method and a path, such as "GET /lists/{list_id}".`)
  }
  let node: Node<Target> = methods.get(method) ?? { fixed: new Map() }
  methods.set(method, node)
  const params: (readonly [number, string])[] = []
  for (const [at, segment] of path.split('/').filter(Boolean).entries()) {
    const name = PARAM.exec(segment)?.[1]
    let child = name ? node.param : node.fixed.get(segment)
    if (!child) {
      child = { fixed: new Map() }
      if (name) node.param = child
      else node.fixed.set(segment, child)
    }
    if (name) params.push([at, name])
    node = child
  }
  if (node.leaf) throw new Error(`The routes "${node.leaf.target.route}" and "${target.route}" are the same.`)
  node.leaf = { target, params }
}

function find<Target>(node: Node<Target>, segments: readonly string[], at: number): Leaf<Target> | undefined {
  const segment = segments[at]
  if (segment === undefined) return node.leaf
  const fixed = node.fixed.get(segment)
  return (fixed && find(fixed, segments, at + 1)) ?? (node.param && find(node.param, segments, at + 1))
}

/** Decoded segments, undefined where the percent-encoding is broken or a segment is empty. */
function splitPath(path: string): string[] | undefined {
  const inner = path.replace(/^\//, '').replace(/\/$/, '')
  if (inner === '') return []
  try {
    const segments = inner.split('/').map(decodeURIComponent)
    return segments.includes('') ? undefined : segments
  } catch (error) {
    if (error instanceof URIError) return undefined
    throw error
  }
}
