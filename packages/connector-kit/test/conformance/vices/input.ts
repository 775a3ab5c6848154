import { APPLIED, rejected, type TargetRef } from '../../../src/index.ts'
import { acme } from '../../acme/acme-connector.ts'
import { tagPath } from '../../acme/acme-operations.ts'
import { ask } from '../../acme/ask.ts'
import { operations, rows, type Vice, vice } from './vice.ts'

const { fields, members } = acme.operations

/** What a connector may get wrong when somebody changed the account between plan and push. */
export const inputVices: readonly Vice[] = [
  vice(
    'takes a key that is refused for a bad row',
    'input: a key that expires says what to do, and nothing is sent twice',
    { faults: [{ status: 401, kind: 'rejected' }] },
  ),
  vice(
    'looks for a row to blame where the target is gone',
    'input: a target that vanished is told to each of its rows with what to do, and fields go on',
    operations({
      members: {
        ...members,
        send: async (context, { target }, rows) => {
          const path = `${tagPath(target as TargetRef)}/members`
          const body = { add: rows.map(({ remoteId }) => remoteId), remove: [] }
          const { job } = await ask<{ job: number }>(context, members.route, path, { body })
          return { kind: 'job', job }
        },
      },
    }),
  ),
  vice(
    'says nothing of what to do',
    [
      'input: a field that was deleted is told to each of its rows with what to do, and members go on',
      'input: a field that changed its type holds what fits, and every other row is told what to do',
    ],
    operations({
      fields: {
        ...fields,
        send: async (context, target, rows) => {
          const sent = await fields.send(context, target, rows)
          if (sent.kind !== 'answered') return sent
          const outcomes = sent.outcomes.map(outcome =>
            outcome.status === 'applied' ? outcome : { ...outcome, message: 'mood was refused' },
          )
          return { kind: 'answered', outcomes }
        },
      },
    }),
  ),
  vice(
    'lets a field that nobody filled stop all others',
    'input: a required field that is empty stops neither fields nor opt-outs',
    operations({
      fields: {
        ...fields,
        send: async (context, _target, rows) => {
          const body = rows.map(({ remoteId, values }) => ({ id: remoteId, values }))
          const path = '/members/fields'
          const codes = await ask<(string | null)[]>(context, fields.route, path, { body })
          return {
            kind: 'answered',
            outcomes: codes.map(code => (code === null ? APPLIED : rejected(code, code, 'Pull.'))),
          }
        },
      },
    }),
  ),
  vice(
    'passes over whoever has no address',
    'input: a member without an address is pulled, and written to or refused with what to do',
    rows(item => (item.kind === 'contact' && item.email === null ? undefined : item)),
  ),
]
