import { type MemberStatus, WRITABLE_STATUSES } from '../member.ts'
import { briefResource } from '../member-resource.ts'
import { type FieldProblem, invalidResource, type Refusal } from '../problem.ts'
import { tagMember, tagNameProblems } from '../tag-members.ts'
import { writeMember } from '../write-member.ts'
import { type AccountRoute, fieldsOf, listRoute, marksOf, textOf } from './route.ts'

const MAX_MEMBERS = 500

/**
 * The batch call answers 200 with one item per member that failed; the others are written. A member
 * that is malformed, not merely unwelcome, fails the whole request before anything is written.
 */
export const batchMemberRoutes: readonly AccountRoute[] = [
  listRoute('POST /lists/{list_id}', (request, audience, account) => {
    const body = fieldsOf(request.body)
    const members = body.members
    if (!Array.isArray(members)) {
      return invalidResource('The members are missing.', [
        { field: 'members', message: 'Expected an array.' },
      ])
    }
    if (members.length > MAX_MEMBERS) {
      return invalidResource('The resource submitted could not be validated.', [
        { field: 'members', message: `${MAX_MEMBERS} members at most.` },
      ])
    }
    const malformed = members.flatMap(malformations)
    if (malformed.length > 0) {
      return invalidResource('The resource submitted could not be validated.', malformed)
    }

    const answer = { created: [] as object[], updated: [] as object[], errors: [] as object[] }
    const seen = new Set<string>()
    for (const member of members.map(fieldsOf)) {
      const email = textOf(member.email_address) ?? ''
      const key = email.toLowerCase()
      if (seen.has(key)) {
        if (request.query.get('skip_duplicate_check') !== 'true')
          answer.errors.push(itemError(email, DUPLICATE))
        continue
      }
      seen.add(key)
      const existing = audience.member(email)
      if (existing && existing.status !== 'archived' && body.update_existing !== true) {
        const error = `${email} is already a list member, do you want to update?`
        answer.errors.push({
          ...itemError(email, { title: '', detail: error }),
          error_code: 'ERROR_CONTACT_EXISTS',
        })
        continue
      }
      const written = writeMember(
        audience,
        existing,
        {
          email,
          status: member.status as MemberStatus,
          mergeFields: fieldsOf(member.merge_fields),
          language: textOf(member.language),
          interests: marksOf(member.interests),
          timestampOpt: textOf(member.timestamp_opt),
          skipMergeValidation: request.query.get('skip_merge_validation') === 'true',
        },
        account.now(),
      )
      if ('title' in written) {
        answer.errors.push(itemError(email, written))
        continue
      }
      if (Array.isArray(member.tags)) {
        const tags = { names: member.tags.map(String), exactly: body.sync_tags === true }
        tagMember(audience, written.member, tags, account.now(), () => account.nextId())
      }
      const list = written.created ? answer.created : answer.updated
      list.push(briefResource(audience, written.member))
    }
    return {
      status: 200,
      body: {
        new_members: answer.created,
        updated_members: answer.updated,
        errors: answer.errors,
        total_created: answer.created.length,
        total_updated: answer.updated.length,
        error_count: answer.errors.length,
      },
    }
  }),
]

const DUPLICATE: Refusal = {
  title: 'Duplicate',
  detail: 'This email address appears more than once in the request.',
}

function malformations(member: unknown, index: number): FieldProblem[] {
  const { email_address: email, status, merge_fields: merge, tags } = fieldsOf(member)
  const at = `members.item:${index}`
  return [
    ...(typeof email === 'string' ? [] : [{ field: `${at}.email_address`, message: 'Expected a string.' }]),
    ...(WRITABLE_STATUSES.has(status)
      ? []
      : [{ field: `${at}.status`, message: 'The value is not a valid choice.' }]),
    ...(merge === undefined || (typeof merge === 'object' && !Array.isArray(merge))
      ? []
      : [{ field: `${at}.merge_fields`, message: 'Expected an object.' }]),
    ...(Array.isArray(tags) ? tags.flatMap(name => tagNameProblems(name, `${at}.tags`)) : []),
  ]
}

function itemError(email: string, refusal: Refusal): object {
  const [first] = refusal.errors ?? []
  return {
    email_address: email,
    error: refusal.detail,
    error_code: 'ERROR_GENERIC',
    field: first?.field ?? '',
    field_message: first?.message ?? '',
  }
}
