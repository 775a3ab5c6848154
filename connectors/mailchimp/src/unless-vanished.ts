import { ConnectorError, type Outcome, type SendResult } from '@esplanade/connector-kit'

/**
 * Sends, and tells every row when what they are for is gone: the kit would else look for a single
 * row that is to blame, request by request. `what` names it for people.
 */
export async function unlessVanished(
  rows: readonly unknown[],
  what: string,
  send: () => Promise<readonly Outcome[]>,
): Promise<SendResult> {
  try {
    return { kind: 'answered', outcomes: await send() }
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.kind !== 'missing') throw error
    const message = `${error.failure.message} The ${what} no longer exists in this account; choose another in the sync.`
    return {
      kind: 'answered',
      outcomes: rows.map(() => ({ status: 'rejected', code: 'target-missing', message })),
    }
  }
}
