import type { ConnectorContext, Page, PulledItem, Session, Stream } from '../../../src/index.ts'
import type { AcmeClient } from '../../acme/acme-client.ts'
import { acme } from '../../acme/acme-connector.ts'
import type { AcmeConfig, AcmeContext } from '../../acme/ask.ts'

export type Acme = typeof acme

/** Acme with one vice, and every test that must notice it. */
export interface Vice {
  readonly what: string
  readonly caughtBy: readonly string[]
  readonly change: Partial<Acme>
}

export const vice = (what: string, caughtBy: string | readonly string[], change: Partial<Acme>): Vice => ({
  what,
  caughtBy: [caughtBy].flat(),
  change,
})

export const operations = (changed: Partial<Acme['operations']>): Partial<Acme> => ({
  operations: { ...acme.operations, ...changed },
})

type AcmeStream = Stream<AcmeConfig, AcmeClient>
export const [contacts, sweep, campaigns, products] = acme.streams as readonly [
  AcmeStream,
  AcmeStream,
  AcmeStream,
  AcmeStream,
]

/** All streams with one of them replaced. */
export const streams = (replaced: AcmeStream): Partial<Acme> => ({
  streams: acme.streams.map(stream => (stream.name === replaced.name ? replaced : stream)),
})

/** A stream's pages, all read first and then given as `change` has them. */
export const pages = (
  change: (all: Page<PulledItem>[]) => Page<PulledItem>[],
  from: AcmeStream = contacts,
): Partial<Acme> =>
  streams({
    name: from.name,
    async *pull(context, request) {
      const all: Page<PulledItem>[] = []
      for await (const page of from.pull(context, request)) all.push(page)
      yield* change(all)
    },
  })

/** The rows of a stream, each as `change` has it; left out where it has none. */
export const rows = (
  change: (item: PulledItem) => PulledItem | undefined,
  from: AcmeStream = contacts,
): Partial<Acme> =>
  pages(all => all.map(page => ({ ...page, items: page.items.flatMap(item => change(item) ?? []) })), from)

/** A context whose calls go another way. */
export const withCall = (
  context: AcmeContext,
  call: Session['call'],
): ConnectorContext<AcmeConfig, AcmeClient> => ({
  ...context,
  session: { ...context.session, call },
})
