import {
  type Instant,
  isoInstant,
  maskAddresses,
  type Outcome,
  type Priority,
} from '@esplanade/connector-kit'
import { ask, type Context } from './ask.ts'
import { batchAnswer, type WrittenMember } from './shapes.ts'
import type { MemberNow } from './status-book.ts'

/** The bulk call's own limit. */
export const MAX_MEMBERS = 500
export const WRITE_MEMBERS = 'POST /lists/{list_id}'

interface MemberWrite extends MemberNow {
  readonly mergeFields?: Readonly<Record<string, string | number>>
  /** When they opted in, for those that are to be subscribed. */
  readonly optedInAt?: Instant
}

/** A row either goes out as a write or has its outcome already. */
export type Decision = { readonly write: MemberWrite } | { readonly outcome: Outcome }

/**
 * Sends the writes among the decisions in one request and says what became of every row. A required
 * merge field that is empty does not stop a write of others: an opt-out must never fail for a name.
 */
export async function writeMembers(
  context: Context,
  listId: string,
  decisions: readonly Decision[],
  priority: Priority,
): Promise<Outcome[]> {
  const writes = decisions.flatMap(decision => ('write' in decision ? [decision.write] : []))
  const outcomeOf = writes.length === 0 ? unanswered : await send(context, listId, writes, priority)
  return decisions.map(decision => ('write' in decision ? outcomeOf(decision.write) : decision.outcome))
}

async function send(
  context: Context,
  listId: string,
  writes: readonly MemberWrite[],
  priority: Priority,
): Promise<(write: MemberWrite) => Outcome> {
  const body = {
    members: writes.map(({ email, status, mergeFields, optedInAt }) => ({
      email_address: email,
      status,
      ...(mergeFields && { merge_fields: mergeFields }),
      ...(optedInAt !== undefined && { timestamp_opt: isoInstant(optedInAt) }),
    })),
    update_existing: true,
  }
  const answer = await ask(context, WRITE_MEMBERS, batchAnswer, { idempotent: true, priority }, client =>
    client.lists.batchListMembersWithHttpInfo(listId, body, { skip_merge_validation: true }),
  )
  const written = new Map(
    [...answer.updated_members, ...answer.new_members].map(m => [key(m.email_address), m]),
  )
  const errors = new Map(answer.errors.map(error => [key(error.email_address), error]))
  return write => {
    const error = errors.get(key(write.email))
    if (error) {
      const words = [error.error, error.field && `${error.field}: ${error.field_message}`]
      const message = maskAddresses(words.filter(Boolean).join(' '))
      return { status: 'rejected', code: error.error_code, message }
    }
    const member = written.get(key(write.email))
    return member ? verified(write, member) : unanswered()
  }
}

/**
 * Mailchimp drops merge fields that it does not have without a word, and may ask for a confirmation
 * where it was told to subscribe; the answer shows both.
 */
function verified(write: MemberWrite, member: WrittenMember): Outcome {
  if (write.optedInAt !== undefined && member.status === 'pending') return CONFIRMATION_SENT
  const dropped = Object.keys(write.mergeFields ?? {}).filter(tag => !Object.hasOwn(member.merge_fields, tag))
  if (dropped.length === 0) return { status: 'applied' }
  return {
    status: 'rejected',
    code: 'merge-field-missing',
    message: `The audience has no merge field ${dropped.join(', ')}; pull again, then push.`,
  }
}

export const CONFIRMATION_SENT: Outcome = {
  status: 'accepted',
  code: 'confirmation-sent',
  message: 'Mailchimp has mailed them for confirmation; they are subscribed once they answer.',
}

/** Neither written nor refused: only a pull can tell. */
const unanswered = (): Outcome => ({ status: 'accepted' })

const key = (email: string): string => email.toLowerCase()
