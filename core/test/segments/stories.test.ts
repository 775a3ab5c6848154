import { describeExamples, describeStories } from '../../src/segments/suites/index.ts'
import { onArrays } from './people.ts'

describeStories('over plain arrays', onArrays)
describeExamples('the worked examples over plain arrays', onArrays)
