import type { Operation, OptOutRow } from '@esplanade/connector-kit'
import { acknowledged, type KlaviyoClient } from './client.ts'
import type { KlaviyoConfig } from './config.ts'
import { ROUTES } from './routes.ts'

/**
 * Unsubscribes of all e-mail marketing, 100 a call: a list is left out on purpose, since with one the
 * vendor would unsubscribe its members of that list alone. Answered 202 with nothing to ask later;
 * the next pull shows what became of it.
 */
export const writeOptOuts: Operation<OptOutRow, KlaviyoConfig, KlaviyoClient> = {
  name: 'unsubscribe',
  route: ROUTES.unsubscribe,
  maxRows: 100,
  idempotent: true,
  send: async (context, _target, rows) => {
    const data = rows.map(({ email }) => ({
      type: 'profile' as const,
      attributes: { email, subscriptions: { email: { marketing: { consent: 'UNSUBSCRIBED' as const } } } },
    }))
    await context.session.call(ROUTES.unsubscribe, { idempotent: true, priority: 'consent' }, () =>
      acknowledged(
        context.client.profiles.bulkUnsubscribeProfiles({
          data: { type: 'profile-subscription-bulk-delete-job', attributes: { profiles: { data } } },
        }),
      ),
    )
    return { kind: 'accepted' }
  },
}
