import { abortTests } from './abort-tests.ts'
import { catalogueTests } from './catalogue-tests.ts'
import type { ConformanceTest } from './conformance-test.ts'
import { connectionTests } from './connection-tests.ts'
import { consentTests } from './consent-tests.ts'
import { customEventTests } from './custom-event-tests.ts'
import { definitionTests } from './definition-tests.ts'
import { describeTests } from './describe-tests.ts'
import { erasureTests } from './erasure-tests.ts'
import { goneTests } from './gone-tests.ts'
import { inputTests } from './input-tests.ts'
import { jobTests } from './job-tests.ts'
import { pullTests } from './pull-tests.ts'
import { pushTests } from './push-tests.ts'
import { segmentTests } from './segment-tests.ts'
import { topicTests } from './topic-tests.ts'
import { trapTests } from './trap-tests.ts'
import { valueTests } from './value-tests.ts'
import { weatherTests } from './weather-tests.ts'
import { webhookTests } from './webhook-tests.ts'

/** The suite, in the order in which a connector comes to life. */
export const allTests: readonly ConformanceTest[] = [
  ...definitionTests,
  ...connectionTests,
  ...describeTests,
  ...pullTests,
  ...catalogueTests,
  ...goneTests,
  ...segmentTests,
  ...trapTests,
  ...pushTests,
  ...valueTests,
  ...inputTests,
  ...jobTests,
  ...consentTests,
  ...topicTests,
  ...customEventTests,
  ...erasureTests,
  ...webhookTests,
  ...weatherTests,
  ...abortTests,
]
