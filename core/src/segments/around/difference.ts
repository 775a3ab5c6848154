import { stringify } from 'yaml'
import { canonicalJson } from '../definition/canonical-json.ts'
import type { SegmentDefinition } from '../definition/definition.ts'

/** A line of two texts laid over one another. */
export interface DifferenceLine {
  readonly kind: 'same' | 'added' | 'removed'
  readonly text: string
}

/**
 * What changed between two definitions, as lines of YAML; null stands for none. The order of keys means
 * nothing and is brought into one, so definitions that mean the same show no difference.
 */
export function definitionDifference(
  before: SegmentDefinition | null,
  after: SegmentDefinition | null,
): DifferenceLine[] {
  return lineDifference(linesOf(before), linesOf(after))
}

/** Pairs of lines to compare. Beyond it, where no rule goes that people read, one text replaces the other. */
const MAX_PAIRS = 4_000_000

/** The shortest way from one list of lines to another, by their longest common subsequence. */
export function lineDifference(before: readonly string[], after: readonly string[]): DifferenceLine[] {
  const removed = before.map((text): DifferenceLine => ({ kind: 'removed', text }))
  const added = after.map((text): DifferenceLine => ({ kind: 'added', text }))
  if (before.length * after.length > MAX_PAIRS) return [...removed, ...added]
  const width = after.length + 1
  // common[i * width + j]: lines that before from i and after from j have in common.
  const common = new Uint32Array((before.length + 1) * width)
  const at = (i: number, j: number): number => common[i * width + j] as number
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      common[i * width + j] =
        before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
    }
  }
  const lines: DifferenceLine[] = []
  let i = 0
  let j = 0
  while (i < before.length && j < after.length) {
    if (before[i] === after[j]) {
      lines.push({ kind: 'same', text: before[i] as string })
      i++
      j++
    } else if (at(i + 1, j) >= at(i, j + 1)) lines.push(removed[i++] as DifferenceLine)
    else lines.push(added[j++] as DifferenceLine)
  }
  return [...lines, ...removed.slice(i), ...added.slice(j)]
}

function linesOf(definition: SegmentDefinition | null): string[] {
  if (definition === null) return []
  const { id: _, ...told } = JSON.parse(canonicalJson(definition)) as Record<string, unknown>
  return stringify(told, { lineWidth: 0 }).trimEnd().split('\n')
}
