import type {
  EmulatorDefinition,
  EmulatorReply,
  EmulatorRequest,
  EmulatorWorld,
} from '@esplanade/connector-kit/emulator'
import { MailchimpAccount } from './account.ts'
import { invalidResource, notFound, problem } from './problem.ts'
import { activityRoutes } from './routes/activity.ts'
import { batchMemberRoutes } from './routes/batch-members.ts'
import { batchRoutes, RESULT_PATH } from './routes/batches.ts'
import { ecommerceRoutes } from './routes/ecommerce.ts'
import { interestRoutes } from './routes/interests.ts'
import { listRoutes } from './routes/lists.ts'
import { memberEventRoutes } from './routes/member-events.ts'
import { memberRoutes } from './routes/members.ts'
import { reportRoutes } from './routes/reports.ts'
import type { AccountRoute } from './routes/route.ts'
import { segmentRoutes } from './routes/segments.ts'
import { webhookRoutes } from './routes/webhooks.ts'
import { runOperation } from './run-operation.ts'

const ROUTES: readonly AccountRoute[] = [
  ...listRoutes,
  ...memberRoutes,
  ...memberEventRoutes,
  ...activityRoutes,
  ...batchMemberRoutes,
  ...segmentRoutes,
  ...interestRoutes,
  ...webhookRoutes,
  ...reportRoutes,
  ...ecommerceRoutes,
]
const run = runOperation(ROUTES)

/** Mailchimp's Marketing API 3.0, as far as its documentation tells and Esplanade uses it. */
export const mailchimpEmulator = {
  name: 'mailchimp',
  basePath: '/3.0',
  createState: (world: EmulatorWorld) => new MailchimpAccount(world, run),
  routes: [...ROUTES, ...batchRoutes],
  limits: [
    {
      kind: 'concurrency',
      name: 'simultaneous connections',
      calls: 10,
      source: 'https://mailchimp.com/developer/marketing/docs/fundamentals/#throttling',
    },
  ],
  authorize,
  // The vendor sends no Retry-After and no budget headers.
  overLimit: () =>
    problem(429, 'Too Many Requests', 'You have exceeded the limit of 10 simultaneous connections.'),
  notFound,
  badBody: () => invalidResource('The request body could not be parsed as JSON.'),
  serverError: (status: number) =>
    problem(status, 'Internal Server Error', 'An unexpected internal error has occurred.'),
} satisfies EmulatorDefinition<MailchimpAccount>

/** Basic with any user name and the key as password, or the key as a bearer token. */
function authorize(request: EmulatorRequest, account: MailchimpAccount): EmulatorReply | undefined {
  // Batches that are due are done before anybody looks.
  account.batches.work()
  if (request.path.startsWith(RESULT_PATH)) return undefined
  const [scheme = '', credentials = ''] = (request.headers.authorization ?? '').split(' ')
  const key =
    scheme.toLowerCase() === 'basic'
      ? Buffer.from(credentials, 'base64').toString('utf8').split(':').slice(1).join(':')
      : credentials
  if (account.apiKeys.has(key)) return undefined
  return problem(
    401,
    'API Key Invalid',
    "Your API key may be invalid, or you've attempted to access the wrong datacenter.",
  )
}
