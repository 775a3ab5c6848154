import { GLOBAL_SCOPE } from '../../../src/index.ts'
import { acme } from '../../acme/acme-connector.ts'
import { operations, rows, type Vice, vice } from './vice.ts'

const { optOut, optOutOfTopic } = acme.operations as Required<typeof acme.operations>

/** What a connector may get wrong about one topic. */
export const topicVices: readonly Vice[] = [
  vice(
    'makes an opt-out of everything out of one topic',
    'opt-out of a topic: lowers that topic for those it names, and nothing else for anybody',
    operations({
      optOutOfTopic: {
        ...optOutOfTopic,
        send: (context, target, rows) => optOut.send(context, target, rows),
      },
    }),
  ),
  vice(
    'takes a word about one topic for one about all',
    'opt-out of a topic: is pulled as a word about that topic alone',
    rows(item =>
      item.kind === 'contact'
        ? { ...item, consent: item.consent.map(said => ({ ...said, scope: GLOBAL_SCOPE })) }
        : item,
    ),
  ),
]
