import type { EraseResult, ErasurePlan, ErasureReceipt, ErasureStatus, ReadmitResult } from '@esplanade/hub'
import { count, counted, moment } from '../figures.ts'
import { type Paint, plainText } from '../paint.ts'

/** Receipts that a terminal shows; with `--json` they all come. */
const MAX_SHOWN = 20

export function printErasurePlan({ people, unknown, unread }: ErasurePlan): string[] {
  const shown = people.slice(0, MAX_SHOWN)
  return [
    ...shown.flatMap(({ contact, identities, vendors }) => [
      `Contact ${contact}, ${counted(identities, 'identity', 'identities')}, would be erased here and at ${counted(vendors.length, 'member')}:`,
      ...vendors.map(
        ({ connection, state, next }) =>
          `  ${connection}: ${state === 'by-hand' ? plainText(next ?? '') : 'asked, and looked after until it confirms'}`,
      ),
    ]),
    ...more(people.length - shown.length),
    ...unknownLines(unknown),
    ...unreadLines(unread),
  ]
}

export function printErasures({ receipts, unknown, errors }: EraseResult, paint: Paint): string[] {
  return [...printErasureStatus({ receipts, errors }, paint), ...unknownLines(unknown)]
}

export function printErasureStatus({ receipts, errors }: ErasureStatus, paint: Paint): string[] {
  if (receipts.length === 0 && errors.length === 0) return ['Nobody was erased.']
  const shown = receipts.slice(0, MAX_SHOWN)
  return [
    ...shown.flatMap(receipt => printReceipt(receipt, paint)),
    ...more(receipts.length - shown.length),
    ...errors.map(({ connection, error }) => `${paint('red', 'Stopped')} ${connection}: ${plainText(error)}`),
  ]
}

export function printReceipt(receipt: ErasureReceipt, paint: Paint): string[] {
  const { id, contact, askedAt, endedAt, removed, vendors, unread } = receipt
  const over = endedAt === null ? paint('yellow', 'under way') : `over ${moment(endedAt)}`
  const rows = Object.entries(removed ?? {}).map(([kind, rows]) => `${count(rows)} ${kind}`)
  return [
    `${paint('bold', `Erasure ${id}`)}: contact ${contact}, asked ${moment(askedAt)}, ${over}`,
    `  here: ${removed === null ? 'under way' : `removed ${rows.join(', ') || 'nothing but the number'}`}`,
    ...vendors.flatMap(({ connection, state, askedAt: asked, confirmedAt, words, next }) => [
      `  ${connection}: ${state}${asked === null ? '' : `, asked ${moment(asked)}`}${confirmedAt === null ? '' : `, confirmed ${moment(confirmedAt)}`}${words === null ? '' : `: ${plainText(words)}`}`,
      ...(next === null ? [] : [`    ${plainText(next)}`]),
    ]),
    ...unreadLines(unread),
  ]
}

export const printReadmission = ({ readmitted }: ReadmitResult): string[] => [
  readmitted === 0
    ? 'None of these was erased.'
    : `${counted(readmitted, 'identity', 'identities')} may come in again.`,
]

const more = (hidden: number): string[] => (hidden > 0 ? [`and ${count(hidden)} more`] : [])

const unknownLines = (unknown: EraseResult['unknown']): string[] =>
  unknown.map(({ place, reason }) => `Not erased, number ${place} of those named: ${plainText(reason)}`)

const unreadLines = (unread: readonly string[]): string[] =>
  unread.map(id => `  ${id} was never pulled to the end, so nobody knows whether it has this person.`)
