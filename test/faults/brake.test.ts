import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { esplanade } from './world/command.ts'
import { configText, SEGMENTS } from './world/hub-text.ts'
import { makeProject } from './world/project.ts'
import { settleTown, townsmen } from './world/town.ts'
import { vendorState } from './world/vendor-state.ts'
import { openVendors, type Vendors } from './world/vendors.ts'

const PEOPLE = townsmen(420)
const inGroup = (vendors: Vendors, vendor: 'news' | 'crm' | 'shop', group: string): number =>
  Object.values(vendorState(vendors)[vendor]).filter(({ groups }) => groups.includes(group)).length

test('a segment edited so that most leave is held with exit code 7, the rest goes on, and --confirm lets it through', {
  timeout: 60_000,
}, async () => {
  const vendors = await openVendors()
  try {
    settleTown(vendors, PEOPLE)
    const { news, crm, shop } = vendors
    const urls = { news: news.url, crm: crm.url, shop: shop.url }
    const folder = makeProject({ 'esplanade.config.ts': configText({ urls }), ...SEGMENTS })
    expect(await esplanade(folder, ['sync'])).toMatchObject({ code: 0 })
    const buyers = { news: inGroup(vendors, 'news', 'Buyers'), crm: inGroup(vendors, 'crm', 'Buyers') }
    expect(buyers.news).toBeGreaterThan(51)
    const readers = inGroup(vendors, 'shop', 'Readers')

    // Nobody ordered five times; and one more mail was opened, so that the other target changes as well.
    const path = join(folder, 'segments/buyers.yaml')
    writeFileSync(path, readFileSync(path, 'utf8').replace('at_least: 2', 'at_least: 5'))
    const late = PEOPLE.find(person => person.in.news && person.in.shop && person.opens === 0 && !person.left)
    news.state.recordOpen('june', late?.email ?? '', Date.now() - 60_000)

    const held = await esplanade(folder, ['sync'])
    expect(held.code).toBe(7)
    for (const [target, count] of [
      ['tag:Buyers', buyers.news],
      ['list:Buyers', buyers.crm],
    ] as const) {
      expect(held.stdout).toContain(
        `${count} of ${count} members would leave ${target} (100 %; the brake is at 10 % and 50 rows)`,
      )
    }
    expect(held.stdout).toContain('--confirm')
    expect(inGroup(vendors, 'news', 'Buyers')).toBe(buyers.news)
    expect(inGroup(vendors, 'crm', 'Buyers')).toBe(buyers.crm)
    expect(inGroup(vendors, 'shop', 'Readers')).toBe(readers + 1)

    expect(await esplanade(folder, ['push', '--confirm'])).toMatchObject({ code: 0 })
    expect(inGroup(vendors, 'news', 'Buyers')).toBe(0)
    expect(inGroup(vendors, 'crm', 'Buyers')).toBe(0)
  } finally {
    await vendors.close()
  }
})
