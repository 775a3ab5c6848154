import type { ConnectionId } from '@esplanade/core/schema'
import { ConnectorError, type Failure, type FaultRule } from '../fault.ts'
import { maskDeep, maskSecrets } from '../secret.ts'
import { classify } from './classify.ts'

/** Longer answers are mostly HTML pages of a proxy; the start says what there is to say. */
const MAX_WORDS = 500

/** The error that leaves a connector: what happened, where, the vendor's words without secrets, what next. */
export function connectorFailure(
  failure: Failure,
  call: {
    readonly connection: ConnectionId
    readonly route: string
    readonly faults: readonly FaultRule[]
    readonly secrets: readonly string[]
  },
): ConnectorError {
  const { kind, next } = classify(failure, call.faults)
  const words = maskSecrets(failure.message, call.secrets).trim().slice(0, MAX_WORDS)
  const code = failure.code === null ? null : maskSecrets(failure.code, call.secrets)
  const masked: Failure = {
    ...failure,
    code,
    message: words,
    ...('body' in failure ? { body: maskDeep(failure.body, call.secrets) } : {}),
  }
  const answer = failure.status === null ? 'got no answer' : `was answered ${failure.status}`
  const what = `${call.connection}: ${call.route} ${answer}${code === null ? '' : ` (${code})`}`
  // The words stay whole in `failure` for whoever must mend the row; a message may end in a log.
  const said = words === '' ? '' : `: ${endSentence(maskAddresses(words))}`
  return new ConnectorError(kind, call.route, masked, `${what}${said || '.'} ${next}`)
}

const ADDRESS = /[^\s"'<>()[\],;:]{1,64}@[^\s"'<>()[\],;:]{1,255}/g
/** Words without people's addresses: those of a row end in reports, beside the row that they are of. */
export const maskAddresses = (text: string): string => text.replace(ADDRESS, '(address)')

export const endSentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`)
