import type { Path } from '../../schema/path-text.ts'
import type { Scalar, ValueTest } from '../definition/value-test.ts'
import type { Report } from './resolve-test.ts'
import type { ResolvedTest } from './resolved.ts'

const PERCENT = /^(-?\d{1,6}(?:\.\d{1,4})?)%$/

/** Reads percentages, as in `more_than: 80%`, as the numbers that they stand for: 0.8. */
export function partTest(test: ValueTest): ValueTest {
  const read = Object.entries(test).map(([operator, operand]) => [
    operator,
    Array.isArray(operand) ? operand.map(part) : part(operand as Scalar),
  ])
  return Object.fromEntries(read)
}

/** Moves the point in the decimal text, so that 80% is exactly the number that 0.8 is. */
export function part(value: Scalar): Scalar {
  const digits = typeof value === 'string' ? PERCENT.exec(value)?.[1] : undefined
  return digits === undefined ? value : Number(`${digits}e-2`)
}

/** `rate: { more_than: 80 }` would compute nothing for ever; say what was meant. */
export function refuseBeyond(
  tests: readonly ResolvedTest[],
  { from, to }: { from: number; to: number },
  path: Path,
  report: Report,
): void {
  const written = tests.flatMap(test =>
    test.op === 'equals' ? test.values : test.op === 'order' ? [test.value] : [],
  )
  for (const operand of written) {
    if (operand.kind !== 'number' || (operand.value >= from && operand.value <= to)) continue
    const percent = `${operand.value}%`
    report(
      path,
      to === 1
        ? `a part lies between 0 and 1: write 0.8 or 80%, not ${operand.value} (did you mean ${percent}?)`
        : `nothing shrinks by more than all of it: write -0.2 or -20%, not ${operand.value} (did you mean ${percent}?)`,
    )
  }
}
