import { abortTests } from './abort-tests.ts'
import type { ConformanceTest } from './conformance-test.ts'
import { connectionTests } from './connection-tests.ts'
import { definitionTests } from './definition-tests.ts'
import { optOutTests } from './opt-out-tests.ts'
import { pullTests } from './pull-tests.ts'
import { pushTests } from './push-tests.ts'
import { weatherTests } from './weather-tests.ts'

/** The suite, in the order in which a connector comes to life. */
export const allTests: readonly ConformanceTest[] = [
  ...definitionTests,
  ...connectionTests,
  ...pullTests,
  ...pushTests,
  ...optOutTests,
  ...weatherTests,
  ...abortTests,
]
