/** Where an emulator or a connector leaves a vendor's description on purpose. One that no run meets fails the tests. */
interface Deviation {
  /** What `checkExchange` says. */
  readonly issue: RegExp
  readonly reason: string
}

type Vendor = keyof typeof DEVIATIONS

const DEVIATIONS = {
  mailchimp: [
    {
      issue: /^GET \/: no such operation$/,
      reason: "The reference holds a trimmed description; the call is the SDK's `root.getRoot`.",
    },
    {
      issue: /^GET \/batch-results\/[^/]+: no such operation$/,
      reason: 'Results of batches lie in a file store elsewhere, of which only the address is described.',
    },
    {
      issue:
        /^GET \/reports\/\{campaign_id\}\/abuse-reports: request query (count|offset): no such parameter$/,
      reason:
        'The description names no paging here, yet the answer has `total_items` and every other collection gives ten rows unless asked for more. A service that ignores both is asked in vain and loses nothing.',
    },
    {
      issue: /activity-feed: request query activity_filters: must be equal/,
      reason:
        'The description lists the filters as one list each, which no text equals; its own text joins them with commas.',
    },
    {
      issue: /\.(timestamp_(opt|signup)|completed_at): must match format "date-time"$/,
      reason: 'The service writes an empty text for a time that it does not know.',
    },
    {
      issue: /: answer 400 body\.errors: no such key$/,
      reason:
        'Recorded answers with the title "Invalid Resource" list the fields that are wrong; the description has the bare problem.',
    },
  ],
  hubspot: [
    {
      issue: /: answer 4\d\d body\.status: no such key$/,
      reason:
        'Every recorded error begins with `status: "error"`; the types of the SDK, of which the description is made, drop it.',
    },
    {
      issue: /^POST \/oauth\/v2\/private-apps\/get\/access-token-info: no such operation$/,
      reason: "The SDK has no types for it; the vendor's page on private apps names call, body and answer.",
    },
    {
      issue: /batch\/upsert: answer 200 body\.results\[\]\.properties\.\w+: must be string$/,
      reason: 'Every other answer has null for an empty property, and here the types forget to say so.',
    },
    {
      issue: /memberships\/[a-z-]+: answer 200 body: must have required property 'record/,
      reason:
        "The types promise all three lists of ids and the vendor's guide leaves empty ones out: the emulator does the harder of the two.",
    },
  ],
  klaviyo: [
    {
      issue: /: answer 4\d\d body\.errors\[\]\.(status|meta|links): no such key$/,
      reason:
        "The guide on errors shows these keys, and a duplicate's id is in `meta`; the description promises id, code, title and detail.",
    },
    {
      issue: /: answer 200 body\.links\.(next|prev): must be string$/,
      reason: 'The description forgets that there is none at the ends: the service writes null there.',
    },
  ],
} as const satisfies Record<string, readonly Deviation[]>

/** What a run found beyond the known deviations, and known ones that it did not meet: both must be empty. */
export function undeclared(
  vendor: Vendor,
  issues: readonly string[],
): { readonly unknown: readonly string[]; readonly unused: readonly string[] } {
  const known: readonly Deviation[] = DEVIATIONS[vendor]
  return {
    unknown: issues.filter(found => !known.some(({ issue }) => issue.test(found))),
    unused: known
      .filter(({ issue }) => !issues.some(found => issue.test(found)))
      .map(({ issue }) => issue.source),
  }
}
