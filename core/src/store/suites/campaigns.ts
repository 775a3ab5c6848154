import { expect } from 'vitest'
import type { StoredCampaign } from '../campaign.ts'
import { at, contactNo, events, NEWS, page, SHOP, saveContacts } from './samples.ts'
import { type FreshStore, storeTest } from './store-test.ts'

const campaign = (id: string, more: Partial<StoredCampaign> = {}): StoredCampaign => ({
  connection: NEWS,
  id,
  name: `Mail ${id}`,
  subject: "It's spring \u{1f600}",
  channel: 'email',
  sentAt: at(5),
  ...more,
})

export function describeCampaigns(fresh: () => Promise<FreshStore>): void {
  storeTest(
    fresh,
    'campaigns come last sent first, told anew in the place of before',
    async (store, reopen) => {
      await store.state.saveCampaigns([])
      expect(await store.state.campaigns()).toEqual([])
      const draft = campaign('c', { sentAt: null, subject: null })
      await store.state.saveCampaigns([draft, campaign('a'), campaign('b', { sentAt: at(9) })])
      const elsewhere = campaign('a', { connection: SHOP, sentAt: at(7) })
      await store.state.saveCampaigns([elsewhere, campaign('a', { name: 'Renamed' })])
      const { state } = await reopen()
      expect(await state.campaigns()).toEqual([
        campaign('b', { sentAt: at(9) }),
        elsewhere,
        campaign('a', { name: 'Renamed' }),
        draft,
      ])
    },
  )
}

export function describeMailCounts(fresh: () => Promise<FreshStore>): void {
  storeTest(
    fresh,
    'people are counted once a mail, merged ones as one, and machines not at all',
    async store => {
      await saveContacts(store, 3)
      const mail = (id: number, contact: number, properties: Record<string, unknown>) => ({
        id,
        contact,
        at: id,
        properties,
      })
      const opened = events(
        'email_opened',
        [
          mail(1, 1, { campaign: 'a', machine: false }),
          mail(2, 1, { campaign: 'a' }),
          mail(3, 2, { campaign: 'a' }),
          mail(4, 3, { campaign: 'a' }),
          mail(5, 2, { campaign: 'b', machine: true }),
          mail(6, 2, { campaign: 'A name', campaign_id: 'b' }),
          mail(7, 2, {}),
        ],
        NEWS,
      )
      const clicked = events('email_clicked', [mail(8, 2, { campaign: 'a' })], SHOP)
      await store.facts.append(page('p1', { events: [opened, clicked] }))
      await store.state.saveIdentities({ created: [], merges: [{ from: contactNo(3), into: contactNo(1) }] })
      expect(await store.facts.mailCounts([])).toEqual([])
      expect(await store.facts.mailCounts(['never_heard_of'])).toEqual([])
      expect(await store.facts.mailCounts(['email_opened', 'email_clicked'])).toEqual([
        { type: 'email_opened', source: NEWS, campaign: 'a', people: 2 },
        { type: 'email_opened', source: NEWS, campaign: 'b', people: 1 },
        { type: 'email_clicked', source: SHOP, campaign: 'a', people: 1 },
      ])
    },
  )
}
