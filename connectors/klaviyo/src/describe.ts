import type { AccountDescription, DescribedField, DescribedTarget, SeenLimit } from '@esplanade/connector-kit'
import { readAccount } from './account.ts'
import { answered } from './client.ts'
import { UNWRITABLE_FIELDS } from './field-names.ts'
import { listFields } from './fields.ts'
import { type KlaviyoContext, walkCollection } from './pages.ts'
import { ROUTES } from './routes.ts'

/**
 * What the account holds. The vendor tells no plan, no number of members short of a slow call per list, and
 * no permissions of a key: a call that lacks one is refused, and the refusal names it.
 */
export async function describe(context: KlaviyoContext): Promise<AccountDescription> {
  const { lists, segments } = context.client
  const limits: SeenLimit[] = []
  const account = await readAccount(context, limits)
  const targets: DescribedTarget[] = []
  const named = async (kind: 'list' | 'segment', pages: AsyncIterable<Named>) => {
    for await (const { items } of pages) {
      for (const { id: remoteId, attributes } of items) {
        const name = attributes.name ?? remoteId
        targets.push({ kind, container: '', name, remoteId, writable: kind === 'list', members: null })
      }
    }
  }
  await named(
    'list',
    walkCollection(context, ROUTES.lists, page => answered(lists.getLists(page))),
  )
  await named(
    'segment',
    walkCollection(context, ROUTES.segments, page => answered(segments.getSegments(page))),
  )
  const fields = await listFields(context)
  return {
    account: { id: account.id, name: account.name, tier: null },
    containers: [{ id: '', name: account.name, members: null }],
    targets,
    fields: fields.map(
      (field): DescribedField => ({
        ...field,
        container: '',
        label: field.name,
        vendorType: field.type === null ? 'object' : field.multiple ? 'list' : field.type,
        required: false,
        writable: field.type !== null && !UNWRITABLE_FIELDS.has(field.name),
      }),
    ),
    limits,
    scopes: null,
  }
}

interface Named {
  readonly items: readonly { readonly id: string; readonly attributes: { readonly name?: string | null } }[]
}
