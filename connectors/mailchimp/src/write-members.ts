import {
  ACCEPTED,
  APPLIED,
  type Instant,
  isoInstant,
  type MemberState,
  type Outcome,
  type Priority,
  rejected,
} from '@esplanade/connector-kit'
import { ask, type Context } from './client.ts'
import { batchAnswer, type WrittenMember } from './shapes.ts'

/** The bulk call's own limit. */
export const MAX_MEMBERS = 500
export const WRITE_MEMBERS = 'POST /lists/{list_id}'

interface MemberWrite extends MemberState {
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
  list_id: string,
  decisions: readonly Decision[],
  priority: Priority,
): Promise<Outcome[]> {
  const writes = decisions.flatMap(decision => ('write' in decision ? [decision.write] : []))
  if (writes.length === 0) return decisions.map(outcomeWith(() => ACCEPTED))
  const members = writes.map(({ email, status, mergeFields, optedInAt }) => ({
    email_address: email,
    status,
    ...(mergeFields && { merge_fields: mergeFields }),
    ...(optedInAt !== undefined && { timestamp_opt: isoInstant(optedInAt) }),
  }))
  const answer = await ask(context, WRITE_MEMBERS, batchAnswer, {
    path: { list_id },
    query: { skip_merge_validation: true },
    body: { members, update_existing: true },
    priority,
  })
  const written = byAddress([...answer.updated_members, ...answer.new_members])
  const errors = byAddress(answer.errors)
  return decisions.map(
    outcomeWith(write => {
      const [error, member] = [errors.get(key(write.email)), written.get(key(write.email))]
      // Neither written nor refused: only a pull can tell.
      if (!error) return member ? verified(write, member) : ACCEPTED
      const words = [error.error, error.field && `${error.field}: ${error.field_message}`]
      const next = error.field === '' ? NEXT_OF_MEMBER : NEXT_OF_FIELD
      return rejected(error.error_code, words.filter(Boolean).join(' '), next)
    }),
  )
}

const outcomeWith = (outcomeOf: (write: MemberWrite) => Outcome) => (decision: Decision) =>
  'write' in decision ? outcomeOf(decision.write) : decision.outcome

/**
 * Mailchimp drops merge fields that it does not have without a word, and may ask for a confirmation
 * where it was told to subscribe; the answer shows both.
 */
function verified(write: MemberWrite, member: WrittenMember): Outcome {
  if (write.optedInAt !== undefined && member.status === 'pending') return CONFIRMATION_SENT
  const dropped = Object.keys(write.mergeFields ?? {}).filter(tag => !Object.hasOwn(member.merge_fields, tag))
  if (dropped.length === 0) return APPLIED
  const words = `The audience has no merge field ${dropped.join(', ')}: it was deleted there.`
  return rejected('merge-field-missing', words, 'Pull again, and the next plan makes it anew.')
}

const NEXT_OF_FIELD = 'Correct the value, or what the field takes in Mailchimp, then send it again.'
const NEXT_OF_MEMBER = 'Look at the member in Mailchimp; pull again before sending it anew.'

export const CONFIRMATION_SENT: Outcome = {
  status: 'accepted',
  code: 'confirmation-sent',
  message: 'Mailchimp has mailed them for confirmation; they are subscribed once they answer.',
}

const key = (email: string): string => email.toLowerCase()
const byAddress = <Row extends { readonly email_address: string }>(rows: readonly Row[]) =>
  new Map(rows.map(row => [key(row.email_address), row]))
