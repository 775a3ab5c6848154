import type { Catalog } from '../../schema/index.ts'
import { parseDuration } from '../../schema/index.ts'
import type { Path } from '../../schema/path-text.ts'
import type { SequenceCondition, SequenceStep } from '../definition/sequence.ts'
import { resolveSelection } from './resolve-measure.ts'
import type { Report } from './resolve-test.ts'
import type { ResolvedCondition, ResolvedStep, Selection } from './resolved.ts'

/** Resolves a sequence. Undefined when a name is unknown; the problems are reported. */
export function resolveSequence(
  { sequence, within }: SequenceCondition,
  path: Path,
  catalog: Catalog,
  report: Report,
): ResolvedCondition | undefined {
  const selections = sequence.map((step, index) => {
    const place = [...path, 'sequence', index]
    const { where } = step
    // The window is that of the whole sequence; a step's own length counts from the step before.
    const selection = {
      ...(within === undefined ? {} : { within }),
      ...(where === undefined ? {} : { where }),
    }
    const [types, typesPath] = 'event' in step ? [step.event, 'event'] : [step.no_event, 'no_event']
    return resolveSelection(
      { types, typesPath: [...place, typesPath], selection, path: place },
      catalog,
      report,
    )
  })
  const steps: ResolvedStep[] = []
  let without: Selection | null = null
  for (const [index, step] of sequence.entries()) {
    const selection = selections[index]
    if (selection === undefined) return undefined
    if ('no_event' in step) without = selection
    else {
      steps.push({ selection, gapMs: lengthOf(step), without })
      without = null
    }
  }
  const last = sequence.at(-1)
  const absent = without && last ? { selection: without, forMs: lengthOf(last) ?? 0 } : null
  return {
    kind: 'figure',
    figure: { kind: 'sequence', steps, absent },
    tests: [{ op: 'exists', negated: false }],
  }
}

const lengthOf = ({ within }: SequenceStep): number | null =>
  within === undefined ? null : (parseDuration(within) ?? 0)
