import { describeConnector } from '@esplanade/connector-kit/conformance'
import { klaviyoConnector } from '../src/index.ts'
import { klaviyoHarness } from './klaviyo-harness.ts'

describeConnector(klaviyoConnector, {
  harness: klaviyoHarness,
  skip: [
    {
      test: 'push: finds and creates targets and fields',
      reason:
        'Klaviyo keeps no list of properties, a property exists once it has a value; targets and fields are asserted in lists.test.ts and fields.test.ts.',
    },
  ],
})
