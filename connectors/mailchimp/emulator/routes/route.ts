import type { EmulatorReply, EmulatorRequest } from '@esplanade/connector-kit/emulator'
import type { MailchimpAccount } from '../account.ts'
import type { Audience } from '../audience.ts'
import { notFound } from '../problem.ts'

/** Answers at once and from the account alone, so that a batch can make the call too. */
export interface AccountRoute {
  readonly route: string
  handle(request: EmulatorRequest, account: MailchimpAccount): EmulatorReply
}

/** A route below `/lists/{list_id}`, answered with 404 when there is no such audience. */
export function listRoute(
  route: string,
  handle: (request: EmulatorRequest, audience: Audience, account: MailchimpAccount) => EmulatorReply,
): AccountRoute {
  return {
    route,
    handle: (request, account) => {
      const audience = account.audiences.get(request.params.list_id ?? '')
      return audience ? handle(request, audience, account) : notFound()
    },
  }
}

/** The fields of a JSON object; none for any other body. */
export function fieldsOf(body: unknown): Readonly<Record<string, unknown>> {
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
}

export const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** The marks of a body's `interests`; undefined for a body without them. */
export const marksOf = (value: unknown): Readonly<Record<string, boolean>> | undefined =>
  value === undefined
    ? undefined
    : Object.fromEntries(Object.entries(fieldsOf(value)).map(([id, mark]) => [id, mark === true]))
