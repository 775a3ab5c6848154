import type { SegmentTestResult } from '@esplanade/hub'
import { count, counted } from '../figures.ts'
import { type Paint, plainText } from '../paint.ts'
import { ruleLines } from './print-explanation.ts'

/** Every failure with the tree of its rule, then the figures. */
export function printSegmentTests(result: SegmentTestResult, paint: Paint): string[] {
  if (result.cases === 0) {
    return ['There is no test; write one beside the segments, in a file that ends in .test.yaml.']
  }
  const failed = result.failures.length
  const asked = `${counted(result.expectations, 'expectation')} in ${counted(result.cases, 'case')}`
  return [
    ...result.failures.flatMap(({ file, line, person, segment, member, explanation }) => [
      `${paint('red', 'fail')} ${file}:${line}: ${plainText(person)} is ${member ? 'not in' : 'in'} ${segment}`,
      ...ruleLines(explanation.rule, segment, paint).map(text => `  ${text}`),
      '',
    ]),
    failed === 0 ? `${asked}, all met.` : `${asked}, ${count(failed)} not met.`,
  ]
}
