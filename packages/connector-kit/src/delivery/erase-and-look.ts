import { onFailure } from '../answer/on-failure.ts'
import type { ConnectorContext } from '../connector.ts'
import type { EraseRow, Operation, Outcome } from '../push.ts'

/**
 * Erasures for a vendor that takes one member a call, and in its own time: `erase` asks for it, then `look`
 * tells what became of it, undefined as long as the member is there.
 */
export function eraseAndLook<Config, Client>({
  erase,
  look,
  pollAfterMs,
  ...named
}: {
  readonly name: string
  readonly route: string
  /** Absent: soon, and then at growing intervals. */
  readonly pollAfterMs?: number
  readonly erase: (context: ConnectorContext<Config, Client>, remoteId: string) => Promise<unknown>
  readonly look: (context: ConnectorContext<Config, Client>, row: EraseRow) => Promise<Outcome | undefined>
}): Operation<EraseRow, Config, Client> {
  const polled = pollAfterMs === undefined ? {} : { pollAfterMs }
  return {
    ...named,
    maxRows: 1,
    // Whoever is gone is erased once more, which is nobody.
    idempotent: true,
    send: async (context, _target, [row]) => {
      if (!row) throw new Error('An erasure is of one member.')
      // Erased before, perhaps by a request whose answer was lost: looking will tell.
      await onFailure('missing', erase(context, row.remoteId), () => undefined)
      return { kind: 'job', job: row.remoteId, ...polled }
    },
    poll: async (context, _target, _job, [row]) => {
      const outcome = row && (await look(context, row))
      return outcome ? { kind: 'done', outcomes: [outcome] } : { kind: 'pending', ...polled }
    },
  }
}
