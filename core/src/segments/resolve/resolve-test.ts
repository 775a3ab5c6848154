import type { ValueType, Window } from '../../schema/index.ts'
import { EVER, parseLength, parseWindow } from '../../schema/index.ts'
import type { Path } from '../../schema/path-text.ts'
import type { Operator, Scalar, ValueTest } from '../definition/value-test.ts'
import { OPERATORS } from '../definition/value-test.ts'
import { readOperand } from './operand.ts'
import type { Comparison, Operand, ResolvedTest } from './resolved.ts'

/** Takes note of something wrong at a place of the definition, and lets the search for more go on. */
export type Report = (path: Path, reason: string) => void

/** Resolves every operator of a test of a value of `type`. Reports operators and values that do not fit it. */
export function resolveTest(
  test: Scalar | ValueTest,
  type: ValueType,
  path: Path,
  report: Report,
): ResolvedTest[] {
  const full: ValueTest = typeof test === 'object' ? test : { is: test }
  const used = OPERATORS.filter(operator => operator in full)
  const tests = used.flatMap(operator => {
    // A plain value has no operator of its own on the page, so its problems point at the value.
    const place = typeof test === 'object' ? [...path, operator] : path
    if (!FITTING[type].includes(operator)) {
      report(
        place,
        `"${operator}" does not go with ${TYPE_WORDS[type]}. Use one of ${FITTING[type].join(', ')}.`,
      )
      return []
    }
    const refuse: Refuse = (reason, below = []) => report([...place, ...below], reason)
    return resolveOperator(full, operator, type, refuse)
  })
  refuseEmptySpan(tests, path, report)
  if (full.leap_day !== undefined && !used.some(operator => LEAPING.includes(operator))) {
    report([...path, 'leap_day'], `says when a birthday is: write it beside one of ${LEAPING.join(', ')}`)
  }
  if (full.ignore_case && !(isText(type) && used.some(operator => CASED.includes(operator)))) {
    report([...path, 'ignore_case'], `compares letters of texts: write it beside one of ${CASED.join(', ')}`)
  }
  return tests
}

const isText = (type: ValueType): boolean => type === 'text' || type === 'texts'

/** Takes note of a problem at an operator, or at a place below it. */
type Refuse = (reason: string, below?: Path) => void

const EQUALITY: readonly Operator[] = ['is', 'is_not', 'in', 'not_in']
const ORDER: readonly Operator[] = ['at_least', 'at_most', 'more_than', 'less_than', 'between']
const MATCH: readonly Operator[] = ['contains', 'starts_with', 'ends_with']
const AGE: readonly Operator[] = ['within', 'older_than', 'days_since', 'days_until']
const CASED: readonly Operator[] = [...EQUALITY, ...MATCH]
const LEAPING: readonly Operator[] = ['age', 'birthday', 'days_to_birthday']

const FITTING: Record<ValueType, readonly Operator[]> = {
  text: [...EQUALITY, ...MATCH, 'exists'],
  texts: [...EQUALITY, ...MATCH, 'exists'],
  number: [...EQUALITY, ...ORDER, 'exists'],
  money: [...EQUALITY, ...ORDER, 'exists'],
  boolean: ['is', 'is_not', 'exists'],
  // Nothing happens at a written-down millisecond twice, so equality is left to ranges.
  instant: [...ORDER, ...AGE, 'exists'],
  date: [...EQUALITY, ...ORDER, ...AGE, ...LEAPING, 'exists'],
}

const TYPE_WORDS: Record<ValueType, string> = {
  text: 'a text',
  texts: 'a list of texts',
  number: 'a number',
  money: 'an amount of money',
  boolean: 'true or false',
  instant: 'a moment',
  date: 'a day',
}

const COMPARISONS = { at_least: '>=', at_most: '<=', more_than: '>', less_than: '<' } as const

function resolveOperator(
  test: ValueTest,
  operator: Operator,
  type: ValueType,
  refuse: Refuse,
): ResolvedTest[] {
  const operand = (value: Scalar): Operand[] => {
    const read = readOperand(value, type)
    if (typeof read === 'object') return [read]
    refuse(read)
    return []
  }
  const ignoreCase = test.ignore_case === true
  const order = (is: Comparison, value: Scalar): ResolvedTest[] =>
    operand(value).map(read => ({ op: 'order', is, value: read }))
  switch (operator) {
    case 'is':
    case 'is_not':
      return [
        { op: 'equals', values: operand(test[operator] ?? ''), negated: operator === 'is_not', ignoreCase },
      ]
    case 'in':
    case 'not_in': {
      const values = (test[operator] ?? []).flatMap(operand)
      return [{ op: 'equals', values, negated: operator === 'not_in', ignoreCase }]
    }
    case 'at_least':
    case 'at_most':
    case 'more_than':
    case 'less_than':
      return order(COMPARISONS[operator], test[operator] ?? 0)
    case 'between': {
      const [from, to] = test.between ?? [0, 0]
      const ends = [...order('>=', from), ...order('<=', to)]
      if (isBackwards(ends))
        refuse(`nothing lies between ${from} and ${to}: expected [from, to] with from ≤ to`)
      return ends
    }
    case 'contains':
    case 'starts_with':
    case 'ends_with':
      return [{ op: 'match', is: operator, text: (test[operator] ?? '').normalize('NFC'), ignoreCase }]
    case 'exists':
      return [{ op: 'exists', negated: test.exists === false }]
    case 'within':
      return [{ op: operator, window: parseWindow(test.within ?? '') ?? EVER }]
    case 'older_than':
      return [{ op: operator, window: parseLength(test.older_than ?? '') ?? EVER }]
    case 'days_since':
    case 'days_until':
      return [{ op: operator, tests: ofNumber(test[operator], refuse) }]
    case 'age':
    case 'days_to_birthday':
      return [{ op: operator, tests: ofNumber(test[operator], refuse), leapDay: test.leap_day ?? 'feb-28' }]
    case 'birthday': {
      const window = parseWindow(test.birthday ?? '')
      return window?.kind === 'calendar' ? [{ op: operator, window, leapDay: test.leap_day ?? 'feb-28' }] : []
    }
    default:
      throw new Error(`Unhandled operator: ${operator satisfies never}`)
  }
}

/** Tests of a number that a date amounts to. */
function ofNumber(test: number | ValueTest | undefined, refuse: Refuse): ResolvedTest[] {
  return resolveTest(test ?? 0, 'number', [], (below, reason) => refuse(reason, below))
}

/** Whether nothing within the second window is as old as the first says; false where that depends on the moment. */
export function isAsLong(older: Window, within: Window): boolean {
  if (older.kind === 'length' && within.kind === 'length') return older.ms >= within.ms
  return older.kind === 'months' && within.kind === 'months' && older.months >= within.months
}

function isBackwards(ends: readonly ResolvedTest[]): boolean {
  const [from, to] = ends.map(end => (end.op === 'order' ? magnitude(end.value) : 0))
  return from !== undefined && to !== undefined && from > to
}

function magnitude(operand: Operand): number {
  if (operand.kind === 'text') return 0
  if (operand.kind === 'wall') return operand.wall
  return operand.kind === 'number' ? operand.value : Number(operand.decimal)
}

/** `within: 30d` beside `older_than: 60d` on one value can never pass; say so instead of computing nothing. */
function refuseEmptySpan(tests: readonly ResolvedTest[], path: Path, report: Report): void {
  const within = tests.find(test => test.op === 'within')
  const older = tests.find(test => test.op === 'older_than')
  if (within && older && isAsLong(older.window, within.window)) {
    report(
      path,
      'impossible window: nothing is within the shorter time and older than the longer one at once',
    )
  }
}
