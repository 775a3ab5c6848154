import type { AttributeCondition, Condition } from '../definition/definition.ts'
import { FIGURES } from '../definition/figure-tests.ts'
import type { ValueTest } from '../definition/value-test.ts'
import type { Actual } from './actual-value.ts'
import { rankText } from './ranked-measure.ts'
import { pairs } from './rule-text.ts'
import { simpleMeasure } from './simple-measure.ts'

/** What would have to be otherwise for a leaf to be judged the other way, in words. */
export function turningPoint(condition: Condition, passes: boolean, actual: Actual | undefined): string {
  if ('segment' in condition) {
    return passes ? `no longer a member of ${condition.segment}` : `a member of ${condition.segment}`
  }
  if ('rank' in condition)
    return `${actual?.of ?? 'the value'} ${passes ? 'no longer ' : ''}${rankText(condition)}`
  if ('consent' in condition) return `${passes ? 'no' : 'an'} address that is ${condition.is}`
  if ('tag' in condition || 'list' in condition) return passes ? 'no longer seen there' : 'seen there'
  if ('sequence' in condition) return passes ? 'no such sequence' : 'such a sequence'
  const measure = simpleMeasure(condition)
  if (measure?.fn === 'count') {
    const distance = countDistance(measure.test ?? { at_least: 1 }, passes, Number(actual?.value ?? 0))
    if (distance !== undefined) return distance
  }
  const test = 'attribute' in condition ? operatorsOf(condition) : (measure?.test ?? figureTest(condition))
  if (actual === undefined || typeof test !== 'object')
    return passes ? 'the rule no longer met' : 'the rule met'
  return `${actual.of} ${passes ? 'no longer passing' : 'passing'} "${pairs(test)}"`
}

/** How many events more or fewer turn the verdict of a count around, where its test has one bound. */
function countDistance(test: number | ValueTest, passes: boolean, count: number): string | undefined {
  if (typeof test === 'number') {
    if (passes) return count === 0 ? `${events(1)} more` : `${events(1)} more or fewer`
    return count < test ? `${events(test - count)} more` : `${events(count - test)} fewer`
  }
  const [operator, ...others] = Object.entries(test)
  if (operator === undefined || others.length > 0 || typeof operator[1] !== 'number') return undefined
  const [name, value] = operator
  const least = name === 'at_least' ? Math.ceil(value) : name === 'more_than' ? Math.floor(value) + 1 : null
  if (least !== null) return passes ? `${events(count - least + 1)} fewer` : `${events(least - count)} more`
  const most = name === 'at_most' ? Math.floor(value) : name === 'less_than' ? Math.ceil(value) - 1 : null
  if (most === null) return undefined
  return passes ? `${events(most - count + 1)} more` : `${events(count - most)} fewer`
}

const events = (count: number): string => (count === 1 ? '1 such event' : `${count} such events`)

function operatorsOf(condition: AttributeCondition): object {
  return Object.fromEntries(Object.entries(condition).filter(([key]) => key !== 'attribute'))
}

/** What a figure, or a sum that is less another, is compared with, and how it is made. */
function figureTest(condition: Condition): object | undefined {
  if (!('event' in condition)) return undefined
  if (condition.sum) return condition.sum
  const figure = FIGURES.find(name => name in condition)
  return figure && condition[figure]
}
