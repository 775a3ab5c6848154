import type { ConnectorContext } from '../connector.ts'
import type { OperationTarget, Outcome, SendResult } from '../push.ts'

/** What `send` is where the vendor's call is about one person: rows one after the other, each with its outcome. */
export const oneByOne =
  <Row, Config, Client>(
    write: (context: ConnectorContext<Config, Client>, row: Row) => Promise<Outcome> | Outcome,
  ) =>
  async (
    context: ConnectorContext<Config, Client>,
    _target: OperationTarget,
    rows: readonly Row[],
  ): Promise<SendResult> => {
    const outcomes: Outcome[] = []
    for (const row of rows) outcomes.push(await write(context, row))
    return { kind: 'answered', outcomes }
  }
