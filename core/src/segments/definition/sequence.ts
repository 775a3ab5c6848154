import { z } from 'zod'
import { strictShape } from '../../schema/strict-shape.ts'
import type { EventSelection } from './event-selection.ts'
import { eventTypesSchema, whereSchema } from './event-selection.ts'
import { MAX_STEPS } from './limits.ts'
import { durationSchema, windowSchema } from './value-test.ts'

/** Events of a contact that follow one another, all of them inside the window. */
export interface SequenceCondition {
  readonly sequence: readonly SequenceStep[]
  readonly within?: string
}

export type SequenceStep = HappeningStep | AbsentStep

/** The next event. `within`: how long after the one before, at most. */
interface HappeningStep extends EventSelection {
  readonly event: string | readonly string[]
}

/** No such event up to the next step; at the end, for as long as `within` says. */
interface AbsentStep extends EventSelection {
  readonly no_event: string | readonly string[]
}

const stepShape = { where: whereSchema.exactOptional(), within: durationSchema.exactOptional() }

const stepSchema: z.ZodType<SequenceStep> = z.union(
  [
    strictShape({ event: eventTypesSchema, ...stepShape }),
    strictShape({ no_event: eventTypesSchema, ...stepShape }),
  ],
  { error: 'expected a step: event or no_event' },
)

export const sequenceSchema = strictShape({
  sequence: z
    .array(stepSchema)
    .min(2, 'expected at least two steps')
    .max(MAX_STEPS, `expected at most ${MAX_STEPS} steps`)
    .superRefine((steps, context) => {
      for (const [index, step] of steps.entries()) {
        const problem = misplaced(steps, index)
        if (problem) context.addIssue({ code: 'custom', path: [index], message: problem, input: step })
      }
    }),
  within: windowSchema.exactOptional(),
})

function misplaced(steps: readonly SequenceStep[], index: number): string | undefined {
  const step = steps[index] as SequenceStep
  const next = steps[index + 1]
  if ('event' in step) {
    return index === 0 && step.within !== undefined
      ? '"within" counts from the step before, and this is the first'
      : undefined
  }
  if (index === 0)
    return 'a sequence begins with an event: what must not come before it is a condition beside it'
  if (next && 'no_event' in next) return 'two absences in a row: write their types in one list'
  if (!next && step.within === undefined)
    return 'expected "within": how long nothing of it must have followed'
  if (next && step.within !== undefined) {
    return 'an absence between two steps lasts until the second: write "within" on that one'
  }
  return undefined
}
