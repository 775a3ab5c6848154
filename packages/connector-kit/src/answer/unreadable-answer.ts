import type { Failure } from '../fault.ts'

/** The code of an answer with a status of success that says nothing, for fault tables. */
export const UNREADABLE_ANSWER = 'unreadable-answer'

/**
 * Thrown by a connector inside a call for an answer that its SDK passes off as good: a text where JSON
 * was due, a body without its content. The service may well have done its work.
 */
export class UnreadableAnswer extends Error {
  override readonly name = 'UnreadableAnswer'
  readonly failure: Failure

  /** `what` says what is wrong with the answer, and nothing of what it holds. */
  constructor(what: string) {
    super(what)
    this.failure = { status: null, code: UNREADABLE_ANSWER, message: what }
  }
}
