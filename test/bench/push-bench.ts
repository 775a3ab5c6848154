import type { FieldRow, PulledContact } from '@esplanade/connector-kit'
import type { ConnectorConformance } from '@esplanade/connector-kit/conformance'
import { measurePush, type PushPace } from '@esplanade/connector-kit/figures'
import { instant } from '@esplanade/core/schema'
import { hubspotConformance } from '@esplanade/hubspot/conformance'
import { klaviyoConformance } from '@esplanade/klaviyo/conformance'
import { mailchimpConformance } from '@esplanade/mailchimp/conformance'
import type { Vendor } from './bench-accounts.ts'
import { type Bench, type Row, rounded } from './row.ts'

interface PushCase {
  /** Enough to last ten windows of the limit that binds. */
  readonly rows: number
  /** Null clears: at Klaviyo one request a row, so that few rows last long. */
  readonly value: string | null
  readonly config?: Readonly<Record<string, unknown>>
  readonly writtenBy?: string
}

const CASES: Readonly<Record<Vendor, PushCase>> = {
  // Ten connections at once and no rate: what is measured is that no request is made in vain.
  mailchimp: { rows: 20_000, value: 'x' },
  hubspot: { rows: 100_100, value: 'x', config: { tier: 'starter' } },
  klaviyo: { rows: 7_010, value: null, writtenBy: 'PATCH /api/profiles/{id}' },
}

/** A push through an emulator that enforces the vendor's limits, on a clock that counts waits alone. */
export const pushBench: Bench = {
  name: 'push',
  what: "a push of ten windows of each vendor's limit: simulated time over its floor, requests, refusals",
  async run(tell) {
    const rows: Row[] = []
    const measured: [Vendor, PushPace][] = [
      ['mailchimp', await pace(mailchimpConformance, CASES.mailchimp)],
      ['hubspot', await pace(hubspotConformance, CASES.hubspot)],
      ['klaviyo', await pace(klaviyoConformance, CASES.klaviyo)],
    ]
    for (const [vendor, one] of measured) {
      tell(`${vendor}: ${JSON.stringify(one)}`)
      rows.push(...rowsOf(vendor, one))
    }
    return rows
  },
}

function rowsOf(vendor: Vendor, one: PushPace): Row[] {
  const name = `push ${vendor}: ${one.rows} rows`
  const { floorMs, simulatedMs, writes, fewestWrites } = one
  const time: Row[] =
    floorMs === null
      ? []
      : [
          {
            name: `${name}, ${rounded(one.windows ?? 0)} windows`,
            value: rounded(simulatedMs / 1_000),
            unit: 'simulated s',
            floor: rounded(floorMs / 1_000),
            ratio: rounded(simulatedMs / floorMs),
            reach: '≤ 1.05 × floor',
          },
        ]
  return [
    ...time,
    {
      name: `${name}, writes`,
      value: writes,
      unit: 'requests',
      floor: fewestWrites,
      ratio: rounded(writes / fewestWrites),
      reach: '≤ 1.1 × floor',
    },
    { name: `${name}, refused for limits`, value: one.throttled, unit: 'requests', reach: '0' },
    { name: `${name}, not delivered`, value: one.rows - one.delivered, unit: 'rows', reach: '0' },
  ]
}

function pace<State>(
  { connector, harness }: ConnectorConformance<State>,
  { rows: count, value, config, writtenBy }: PushCase,
): Promise<PushPace> {
  return measurePush<State, FieldRow>({
    connector,
    emulator: harness.emulator,
    config: url => ({ ...(harness.config(url) as object), ...config }),
    operation: connector.operations.fields,
    ...(writtenBy === undefined ? {} : { writtenBy }),
    prepare: async (state, context) => {
      const members = Array.from({ length: count }, (_, at) => ({
        email: `m${at}@bench.example`,
        consent: 'subscribed' as const,
      }))
      harness.seed(state, members)
      const { container, field } = harness
      const contacts: PulledContact[] = []
      const until = instant(context.session.clock.now() + 60_000)
      await context.session.clock.sleep(120_000)
      const stream = connector.streams[0]
      if (!stream) throw new Error(`${connector.title} has no streams.`)
      for await (const { items } of stream.pull(context, { checkpoint: undefined, until, since: until })) {
        for (const item of items) if (item.kind === 'contact') contacts.push(item)
      }
      await connector.createFields(context, container, [field])
      const rows = contacts.map(({ remoteId, email, remoteStatus }) => ({
        remoteId,
        email,
        ...(remoteStatus === undefined ? {} : { remoteStatus }),
        values: { [field.name]: value },
      }))
      return { rows, target: { container, fields: [field], mirrorAt: until } }
    },
  })
}
