import { didYouMean, type Instant } from '@esplanade/core/schema'
import {
  canonicalJson,
  formatProblem,
  type NamedFacts,
  type Problem,
  parseSegmentFiles,
  type ResolvedExpression,
  type ResolvedSegment,
  resolveExpressions,
  resolveSegments,
  type SegmentDefinition,
} from '@esplanade/core/segments'
import type { StateStore, StoredSegment } from '@esplanade/core/store'
import type { CheckedConfig } from './config.ts'
import { ConfigError } from './config-error.ts'
import { isFieldSync, isMembershipSync } from './managed-targets.ts'
import { scoreNeeds } from './scores/score-needs.ts'
import { definitionFiles } from './segments/segment-files.ts'
import type { FieldSync } from './sync-config.ts'

/** Everything that definitions say, names looked up and types checked. */
export interface Definitions {
  readonly definitions: readonly SegmentDefinition[]
  readonly resolved: readonly ResolvedSegment[]
  /** The values that syncs write into fields. */
  readonly fields: readonly ResolvedField[]
  /** What scores read. */
  readonly scoreNeeds: readonly NamedFacts[]
}

export interface ResolvedField {
  readonly sync: FieldSync
  readonly name: string
  readonly expression: ResolvedExpression
}

/** Reads all segments and the expressions of syncs. Throws `ConfigError` with every problem of all of them. */
export async function readDefinitions(config: CheckedConfig, folder: string): Promise<Definitions> {
  const { definitions, locate, misread, unreadable } = await segmentSource(config.segments, folder)
  const segments = resolveSegments(definitions, config.catalog, locate, misread)
  const known = new Set<string>([...definitions.map(({ id }) => id), ...misread])
  const wrong = [...unreadable, ...(segments.ok ? [] : segments.problems)]
  const problems = wrong.toSorted(byPlace).map(formatProblem)
  config.syncs.forEach((sync, index) => {
    if (!isMembershipSync(sync) || known.has(sync.segment)) return
    problems.push(
      `syncs[${index}].segment: "${sync.segment}" is no segment of this hub; it has ${[...known].join(', ') || 'none'}.`,
    )
  })
  config.disjoint.forEach((ids, index) => {
    for (const [at, id] of ids.entries()) {
      const path = `disjoint[${index}][${at}]`
      if (!known.has(id)) problems.push(`${path}: "${id}" is no segment of this hub.${didYouMean(id, known)}`)
      if (ids.indexOf(id) !== at)
        problems.push(`${path}: "${id}" is named twice; no segment is disjoint from itself.`)
    }
  })
  const ids = [...known].map(id => ({ id }))
  const fields = resolveFields(config, ids, problems)
  // What scores read of segments is known once those are right.
  const read = segments.ok ? scoreNeeds(config, segments.value, problems) : []
  if (!segments.ok || problems.length > 0) throw new ConfigError(problems)
  return { definitions, resolved: segments.value, fields, scoreNeeds: read }
}

/**
 * Makes the definitions the store's: numbers, versions, deletions. Ordered as given. Of a segment that is
 * held the stored version stays, since that is what its members follow; and one that is held before it was
 * ever computed is left out, as having no members yet is not to be taken for a segment of nobody. The
 * store learns of both with the first evaluation that computes them.
 */
export async function saveDefinitions(
  state: StateStore,
  definitions: readonly SegmentDefinition[],
  {
    at,
    author,
    held,
  }: {
    readonly at: Instant
    readonly author: string | undefined
    readonly held: { has(id: string): boolean }
  },
): Promise<StoredSegment[]> {
  const stored = new Map<string, StoredSegment>((await state.segments()).map(each => [each.id, each]))
  const wanted = definitions.flatMap(definition => {
    const { id, title } = definition
    if (!held.has(id)) return [{ id, title, definition: canonicalJson(definition) }]
    const before = stored.get(id)
    return before === undefined ? [] : [{ id, title: before.title, definition: before.definition }]
  })
  return state.saveSegments(wanted, at, author)
}

async function segmentSource(segments: CheckedConfig['segments'], folder: string) {
  if (typeof segments !== 'string') {
    return { definitions: segments, locate: undefined, misread: [], unreadable: [] }
  }
  const parsed = parseSegmentFiles(await definitionFiles(folder, segments))
  if (parsed.ok) return { ...parsed, misread: [], unreadable: [] }
  return { ...parsed, unreadable: parsed.problems }
}

/** In the order in which somebody would mend them. */
function byPlace(a: Problem, b: Problem): number {
  return (a.file ?? '').localeCompare(b.file ?? '') || (a.line ?? 0) - (b.line ?? 0)
}

function resolveFields(
  config: CheckedConfig,
  segments: readonly { readonly id: string }[],
  problems: string[],
): ResolvedField[] {
  const wanted = config.syncs.flatMap((sync, index) =>
    isFieldSync(sync)
      ? Object.entries(sync.fields).map(([name, expression]) => ({ sync, index, name, expression }))
      : [],
  )
  const resolved = resolveExpressions(
    wanted.map(({ expression }) => expression),
    config.catalog,
    segments,
  )
  if (!resolved.ok) {
    problems.push(...resolved.problems.map(problem => fieldProblem(problem, wanted)))
    return []
  }
  return wanted.map(({ sync, name }, index) => ({
    sync,
    name,
    expression: resolved.value[index] as ResolvedExpression,
  }))
}

/** A problem's path starts with the number of the expression; people know it by its sync and field. */
function fieldProblem({ path, reason }: Problem, wanted: readonly { index: number; name: string }[]): string {
  const match = /^\[(\d+)\]\.?(.*)$/.exec(path)
  const field = wanted[Number(match?.[1] ?? 0)]
  const rest = match?.[2] ? `.${match[2]}` : ''
  return `syncs[${field?.index}].fields.${field?.name}${rest}: ${reason}`
}
