import type { EmulatorReply } from '@esplanade/connector-kit/emulator'

export interface FieldProblem {
  readonly field: string
  readonly message: string
}

/** An `application/problem+json` answer. Callers are told to switch on `title`; `detail` is for people. */
export function problem(
  status: number,
  title: string,
  detail: string,
  errors?: readonly FieldProblem[],
): EmulatorReply {
  return {
    status,
    headers: { 'content-type': 'application/problem+json; charset=utf-8' },
    body: {
      type: 'https://mailchimp.com/developer/marketing/docs/errors/',
      title,
      status,
      detail,
      instance: '00000000-0000-0000-0000-000000000000',
      ...(errors && { errors }),
    },
  }
}

export const notFound = (): EmulatorReply =>
  problem(404, 'Resource Not Found', 'The requested resource could not be found.')

export const invalidResource = (detail: string, errors: readonly FieldProblem[] = []): EmulatorReply =>
  problem(400, 'Invalid Resource', detail, errors)

/** Why a single member was not written: the whole answer of a single call, one item of a batch's `errors`. */
export interface Refusal {
  readonly title: string
  readonly detail: string
  readonly errors?: readonly FieldProblem[]
}

export const refused = ({ title, detail, errors }: Refusal): EmulatorReply =>
  problem(400, title, detail, errors)
