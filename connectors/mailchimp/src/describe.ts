import { type AccountDescription, type DescribedTarget, describedField } from '@esplanade/connector-kit'
import { readAccount, readAudiences } from './audiences.ts'
import type { Context } from './client.ts'
import { MERGE_FIELDS, readMergeFields, remoteField } from './merge-fields.ts'
import type { MergeField } from './shapes.ts'
import { readSegments } from './tags.ts'

/** What the account holds: two requests, and two more for every audience. */
export async function describe(context: Context): Promise<AccountDescription> {
  const account = await readAccount(context)
  const audiences = await readAudiences(context)
  const parts = await Promise.all(
    audiences.map(async ({ id }) => ({
      id,
      fields: await readMergeFields(context, id),
      targets: await targetsOf(context, id),
    })),
  )
  return {
    account: { id: account.account_id, name: account.account_name, tier: account.pricing_plan_type },
    containers: audiences.map(({ id, name, stats }) => ({ id, name, members: stats.member_count })),
    targets: parts.flatMap(({ targets }) => targets),
    fields: parts.flatMap(({ id, fields }) => fields.map(field => describedIn(id, field))),
    // Mailchimp reports no limits at all; how many merge fields there may be depends on the plan.
    limits: parts.map(({ id, fields }) => ({
      name: `merge fields of audience ${id}`,
      allowed: null,
      used: fields.length,
      source: MERGE_FIELDS,
    })),
    scopes: null,
  }
}

/** Tags are static segments and can be filled; other segments follow conditions. */
async function targetsOf(context: Context, container: string): Promise<DescribedTarget[]> {
  const segments = await readSegments(context, container)
  return segments.map(({ id, name, type, member_count: members }) => {
    const writable = type === 'static'
    const kind = writable ? 'tag' : 'segment'
    return { kind, container, name, remoteId: String(id), writable, members }
  })
}

const describedIn = (container: string, field: MergeField) =>
  describedField(remoteField(field), {
    container,
    label: field.name,
    vendorType: field.type,
    required: field.required,
  })
