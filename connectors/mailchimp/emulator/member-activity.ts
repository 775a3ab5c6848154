import type { Campaign } from './campaign.ts'

export interface MemberActivity {
  readonly kind: 'sent' | 'open' | 'click' | 'bounce' | 'unsub'
  readonly at: number
  readonly campaign: Campaign
  /** The address of a click, the type of a bounce, the reason of an unsubscribe. */
  readonly detail: string
}

/** What happened between one member and the campaigns of its audience up to a time, newest first. */
export function memberActivity(
  campaigns: Iterable<Campaign>,
  { audienceId, hash, until }: { audienceId: string; hash: string; until: number },
): readonly MemberActivity[] {
  const found: MemberActivity[] = []
  for (const campaign of campaigns) {
    const recipient = campaign.recipientOf(hash)
    if (campaign.audienceId !== audienceId || recipient === undefined) continue
    found.push({ kind: 'sent', at: campaign.sendTime, campaign, detail: '' })
    for (const { action, at, detail } of campaign.activityOf(recipient, until)) {
      found.push({ kind: action, at, campaign, detail })
    }
    for (const { person, at, reason } of campaign.unsubscribes) {
      if (person.hash === hash && at <= until) found.push({ kind: 'unsub', at, campaign, detail: reason })
    }
  }
  return found.sort((a, b) => b.at - a.at)
}
