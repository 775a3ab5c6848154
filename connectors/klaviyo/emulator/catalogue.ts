import { comparePositions } from './collection-query.ts'
import { type ListMember, memberPosition } from './list-store.ts'
import { wholeSecond } from './profile.ts'

export interface SeedCampaign {
  readonly name: string
  /** One message each; two are an A/B test. */
  readonly subjects: readonly string[]
  readonly channel?: 'email' | 'sms'
  /** Null for a draft. */
  readonly sentAt: number | null
}

export interface Campaign extends SeedCampaign {
  readonly id: string
  readonly channel: 'email' | 'sms'
  readonly created: number
  readonly updated: number
}

export interface SeedItem {
  readonly externalId: string
  readonly title: string
  readonly price?: number
  readonly url?: string
  readonly image?: string
}

export interface CatalogItem extends SeedItem {
  readonly id: string
  readonly created: number
}

export interface Segment {
  readonly id: string
  readonly name: string
  readonly created: number
  /** In order of joining. */
  readonly members: readonly ListMember[]
}

/** What an account holds beside people: campaigns, the items of its catalog, and segments, which nobody can fill. */
export class Catalogue {
  readonly campaigns: Campaign[] = []
  readonly items: CatalogItem[] = []
  readonly segments: Segment[] = []

  addCampaign(seed: SeedCampaign, at: number): Campaign {
    const id = `01CAMPAIGN${String(this.campaigns.length).padStart(16, '0')}`
    const created = wholeSecond(at)
    const campaign = { channel: 'email', ...seed, id, created, updated: created } as const
    this.campaigns.push(campaign)
    return campaign
  }

  addItem(seed: SeedItem, at: number): CatalogItem {
    const item = { ...seed, id: `$custom:::$default:::${seed.externalId}`, created: wholeSecond(at) }
    this.items.push(item)
    return item
  }

  addSegment(name: string, at: number, profileIds: readonly string[] = []): Segment {
    const id = `S${(this.segments.length + 1).toString(36).toUpperCase().padStart(5, '0')}`
    const joined = wholeSecond(at)
    const members = profileIds.map(profileId => ({ id: profileId, joined })).sort(byPosition)
    const segment = { id, name, created: joined, members }
    this.segments.push(segment)
    return segment
  }
}

const byPosition = (a: ListMember, b: ListMember): number =>
  comparePositions(memberPosition(a), memberPosition(b))

/** The id of a campaign's message, of which an A/B test has several. */
export const messageId = (campaign: Campaign, no: number): string =>
  campaign.id.replace('CAMPAIGN', `MESSAGE${no}`)
