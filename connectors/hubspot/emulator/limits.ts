import type { LimitPolicy } from '@esplanade/connector-kit'
import type { EmulatorReply, LimitUsage } from '@esplanade/connector-kit/emulator'
import type { HubspotAccount } from './hubspot-account.ts'
import { dailyLimitReply, rollingLimitReply, searchLimitReply } from './replies.ts'

const SOURCE = 'https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines'
const SEARCH_ROUTES: readonly string[] = ['contacts', 'orders', 'deals', 'products'].map(
  type => `POST /crm/v3/objects/${type}/search`,
)
const DAY_MS = 86_400_000

/** What a private app may call, by what the account pays for: in ten seconds, and in a day. */
const TIERS = {
  starter: { burst: 100, daily: 250_000 },
  professional: { burst: 190, daily: 625_000 },
  enterprise: { burst: 190, daily: 1_000_000 },
} as const
/** With one increase bought, or more. */
const ADD_ON = { burst: 250, daily: 1_000_000 }
const OAUTH_BURST = 110

export function dailyCallsOf({ dailyCalls, tier, addOns, app }: HubspotAccount): number {
  if (app === 'oauth') return Number.POSITIVE_INFINITY
  return dailyCalls ?? TIERS[tier].daily + addOns * ADD_ON.daily
}

function burstCallsOf({ tier, addOns, app }: HubspotAccount): number {
  if (app === 'oauth') return OAUTH_BURST
  return addOns > 0 ? ADD_ON.burst : TIERS[tier].burst
}

/** Follows the account's tier, so that one downgraded in the middle of a run is limited from then on. */
export function hubspotLimits(account: HubspotAccount): readonly LimitPolicy[] {
  const shared = { kind: 'rate', source: SOURCE } as const
  const rolling = { ...shared, window: 'rolling' } as const
  return [
    { ...rolling, name: 'search', calls: 5, perMs: 1_000, routes: SEARCH_ROUTES },
    {
      ...rolling,
      name: 'burst',
      perMs: 10_000,
      get calls() {
        return burstCallsOf(account)
      },
    },
    {
      ...shared,
      name: 'daily',
      window: 'fixed',
      perMs: DAY_MS,
      get midnightIn() {
        return account.timeZone
      },
      get calls() {
        return dailyCallsOf(account)
      },
    },
  ]
}

export function overLimit({ name }: LimitPolicy): EmulatorReply {
  if (name === 'search') return searchLimitReply()
  return name === 'daily' ? dailyLimitReply() : rollingLimitReply()
}

/** Answers of the search endpoints carry no budget, and those of OAuth apps none of the day. */
export function budgetHeaders(usage: readonly LimitUsage[], route: string): Record<string, string> {
  if (SEARCH_ROUTES.includes(route)) return {}
  const headers: Record<string, string> = { 'X-HubSpot-RateLimit-Interval-Milliseconds': '10000' }
  for (const { policy, used } of usage) {
    if (!Number.isFinite(policy.calls)) continue
    const name = policy.name === 'daily' ? 'X-HubSpot-RateLimit-Daily' : 'X-HubSpot-RateLimit'
    headers[policy.name === 'daily' ? name : `${name}-Max`] = String(policy.calls)
    headers[`${name}-Remaining`] = String(Math.max(0, policy.calls - used))
  }
  return headers
}
