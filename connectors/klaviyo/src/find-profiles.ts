import { chunksOf } from '@esplanade/connector-kit'
import type { Context } from './client.ts'
import type { KlaviyoProfile } from './contact.ts'
import { filterText, walkCollection } from './pages.ts'
import { ROUTES } from './routes.ts'

/** Addresses are up to 254 characters, and the filter stands in the URL. */
export const NAMED_AT_ONCE = 50

/** The profiles of these ids or addresses that the account has, with nothing of them but address and e-mail consent. */
export async function findProfiles(
  context: Context,
  by: 'id' | 'email',
  names: readonly string[],
): Promise<KlaviyoProfile[]> {
  const found: KlaviyoProfile[] = []
  for (const some of chunksOf(names, NAMED_AT_ONCE)) {
    const filter = `any(${by},[${some.map(filterText).join(',')}])`
    const pages = walkCollection(context, ROUTES.profiles, ({ profiles }, page) =>
      profiles.getProfiles({
        filter,
        pageSize: NAMED_AT_ONCE,
        ...(by === 'email'
          ? { additionalFieldsProfile: ['subscriptions'], fieldsProfile: ['email', 'subscriptions'] }
          : { fieldsProfile: ['id'] }),
        ...page,
      }),
    )
    for await (const { items } of pages) found.push(...items)
  }
  return found
}
