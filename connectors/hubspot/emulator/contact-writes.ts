import type { EmulatorReply } from '@esplanade/connector-kit/emulator'
import type { HubspotAccount } from './hubspot-account.ts'
import { forwardOnly } from './lifecycle.ts'
import type { PropertyProblem } from './property-catalog.ts'
import { recordJson } from './record-json.ts'
import { type BatchError, batchError, batchReply, errorReply } from './replies.ts'

type Values = Readonly<Record<string, string>>

/** What a single write would be answered, before it is known whether the batch stands as a whole. */
export interface Refusal {
  readonly status: number
  readonly category: string
  readonly message: string
}

export interface Checked<Input> {
  readonly input: Input
  readonly refusal: Refusal | undefined
}

/** Why these values may not be written, to the contact of this id or to a new one; undefined when they may. */
export function refuseValues(account: HubspotAccount, properties: Values, id?: string): Refusal | undefined {
  const { catalog } = account.contacts
  const own = id === undefined ? undefined : account.contacts.get(id)?.id
  const held = catalog.uniqueNames().flatMap(name => {
    const holder = properties[name] ? account.book.byUnique(name, properties[name]) : undefined
    if (holder === undefined || holder.id === own) return []
    return [{ name, error: 'CONFLICTING_UNIQUE_VALUE', message: `${holder.id} already has that value.` }]
  })
  const problems = [...catalog.check(properties), ...held]
  if (problems.length > 0)
    return { status: 400, category: 'VALIDATION_ERROR', message: problemText(problems) }
  if (!properties.email) return undefined
  if (account.erasures.blocked.has(properties.email.toLowerCase())) {
    return { status: 400, category: 'VALIDATION_ERROR', message: 'This email address is on the block list.' }
  }
  const holder = account.contactByEmail(properties.email)
  if (holder === undefined || holder.id === own) return undefined
  return { status: 409, category: 'CONFLICT', message: `Contact already exists. Existing ID: ${holder.id}` }
}

/** Writes values that nothing speaks against, and returns the contact's id. */
export function writeValues(account: HubspotAccount, properties: Values, id?: string): string {
  const before = id === undefined ? undefined : account.contacts.get(id)
  if (before !== undefined) {
    return account.updateContact(before.id, forwardOnly(before.properties, properties)).id
  }
  const { email, ...rest } = properties
  return account.addContact({ ...(email !== undefined && { email }), properties: rest })
}

/** Whether the bad inputs of a batch may fail alone: where each has a trace id of its own. */
export function isTraced(inputs: readonly { readonly objectWriteTraceId?: string | undefined }[]): boolean {
  const traces = new Set(inputs.map(({ objectWriteTraceId }) => objectWriteTraceId))
  return !traces.has(undefined) && traces.size === inputs.length
}

/**
 * Where bad inputs fail alone, the good ones are written and the others reported (207); else one bad input
 * fails the batch and nothing is written.
 */
export function settle<Input extends { readonly objectWriteTraceId?: string | undefined }>(
  account: HubspotAccount,
  checks: readonly Checked<Input>[],
  how: {
    readonly partial: boolean
    readonly doneStatus: number
    readonly missing?: readonly BatchError[]
    /** Writes one input and returns its contact's id. */
    readonly write: (input: Input) => string
    readonly further?: (input: Input) => Readonly<Record<string, unknown>>
  },
): EmulatorReply {
  const bad = checks.find(({ refusal }) => refusal !== undefined)?.refusal
  if (bad && !how.partial) return errorReply(bad.status, bad.category, bad.message)
  const results: unknown[] = []
  const errors: BatchError[] = [...(how.missing ?? [])]
  for (const { input, refusal } of checks) {
    const trace = input.objectWriteTraceId
    if (refusal) {
      const context = { objectWriteTraceId: trace === undefined ? [] : [trace] }
      errors.push(batchError(refusal.category, refusal.message, context))
      continue
    }
    const further = how.further?.(input)
    const record = account.contacts.get(how.write(input))
    if (record === undefined) throw new RangeError('A written contact is gone.')
    const traced = trace === undefined ? {} : { objectWriteTraceId: trace }
    results.push(recordJson(account.contacts, record, [], { ...traced, ...further }))
  }
  return batchReply(how.doneStatus, account.now, results, errors)
}

/** The live service embeds a JSON array in its message. */
function problemText(problems: readonly PropertyProblem[]): string {
  return `Property values were not valid: ${JSON.stringify(problems.map(problem => ({ isValid: false, ...problem })))}`
}
