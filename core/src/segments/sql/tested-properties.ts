import type { PropertyRef, RowTest } from '../plan.ts'

/** The properties that a test of rows reads, as often as it names them. */
export function testedProperties(test: RowTest): PropertyRef[] {
  switch (test.op) {
    case 'all':
    case 'any':
      return test.tests.flatMap(testedProperties)
    case 'not':
      return testedProperties(test.test)
    default:
      return [test.property]
  }
}
