import { answered } from './client.ts'
import type { KlaviyoProfile } from './contact.ts'
import { filterText, type KlaviyoContext, walkCollection } from './pages.ts'
import { ROUTES } from './routes.ts'

/** Addresses are up to 254 characters, and the filter stands in the URL. */
const NAMED_AT_ONCE = 50

/** The profiles of these ids or addresses that the account has, with nothing of them but address and e-mail consent. */
export async function* findProfiles(
  context: KlaviyoContext,
  by: 'id' | 'email',
  names: readonly string[],
): AsyncGenerator<KlaviyoProfile> {
  for (let from = 0; from < names.length; from += NAMED_AT_ONCE) {
    const some = names.slice(from, from + NAMED_AT_ONCE)
    const pages = walkCollection(context, ROUTES.profiles, page =>
      answered(
        context.client.profiles.getProfiles({
          filter: `any(${by},[${some.map(filterText).join(',')}])`,
          pageSize: NAMED_AT_ONCE,
          ...(by === 'email'
            ? { additionalFieldsProfile: ['subscriptions'], fieldsProfile: ['email', 'subscriptions'] }
            : { fieldsProfile: ['id'] }),
          ...page,
        }),
      ),
    )
    for await (const { items } of pages) yield* items
  }
}
