import { acme } from '../../acme/acme-connector.ts'
import { contacts, operations, streams, type Vice, vice, withCall } from './vice.ts'

const { fields, members } = acme.operations
const both = (weather: string) => [
  `weather: a pull outlives ${weather}`,
  `weather: a push outlives ${weather}`,
]

/** What a connector may take bad weather for. */
export const weatherVices: readonly Vice[] = [
  vice(
    'takes a throttled call for a refused one',
    [...both('a burst of 429 with Retry-After'), ...both('a burst of 429 without')],
    {
      faults: [{ status: 429, kind: 'rejected' }],
    },
  ),
  vice('takes an outage for a refusal', [...both('a 500'), ...both("a gateway's 503 in HTML")], {
    faults: [{ status: [500, 503], kind: 'rejected' }],
  }),
  vice(
    'takes whatever says 200 for an answer',
    [
      ...both("an edge's page instead of the answer"),
      ...both('an answer that is not JSON'),
      ...both('a cut answer'),
    ],
    { faults: [{ status: 200, kind: 'rejected' }] },
  ),
  vice('does not know a cut connection', both('a cut connection'), {
    readFailure: error => {
      const failure = acme.readFailure(error)
      return failure?.status === null ? undefined : failure
    },
  }),
  vice('takes silence for a refusal', 'weather: a pull outlives an answer that never comes', {
    faults: [{ code: 'timeout', kind: 'rejected' }],
  }),
  vice(
    'has no patience',
    'weather: a pull outlives a slow answer',
    streams({
      ...contacts,
      pull: (context, request) =>
        contacts.pull(
          withCall(context, (route, options, send) =>
            context.session.call(route, { ...options, timeoutMs: 0 }, send),
          ),
          request,
        ),
    }),
  ),
  vice(
    'calls a write repeatable that it does not repeat',
    'weather: an idempotent push outlives an outage, any other is in doubt',
    operations({
      fields: { ...fields, idempotent: false },
    }),
  ),
  vice(
    'takes an outage for success',
    'weather: a lasting outage leaves every row for later',
    operations({
      members: {
        ...members,
        send: (context, target, rows) =>
          members.send(context, target, rows).catch(() => ({ kind: 'accepted' })),
      },
    }),
  ),
]
