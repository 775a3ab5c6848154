import { expect } from 'vitest'
import type { ConnectionId, Identity } from '../../schema/index.ts'
import { at, email, events, fact, identityNo, NEEDS, page, SHOP, TARGET } from './samples.ts'
import { aggregate, counts, scanned } from './scanning.ts'
import { collect, type FreshStore, storeTest } from './store-test.ts'

/** Texts that break whoever pastes them into a statement, a path or a fixed-size field. */
const HOSTILE = [
  `'; drop table identity; --`,
  `"quoted" and 'quoted' and \`ticked\``,
  `back\\slash \\n $1 ? :name {x}`,
  'line\nbreak\r\n\ttab',
  'nul\u0000inside',
  'emoji 👩‍👩‍👧‍👦 🏳️‍🌈',
  'right to left \u202eabc שלום عربى',
  'combining e\u0301 and 가',
  '%_[]^$.*+?()|',
  `${'long '.repeat(2_000)}`,
] as const

export function describeHostileText(fresh: () => Promise<FreshStore>): void {
  storeTest(fresh, 'identities, members and rows keep any text to the letter', async (store, reopen) => {
    const created = HOSTILE.map((value, i): Identity => email(i + 1, i + 1, value))
    await store.state.saveIdentities({ created, merges: [] })
    await store.state.replaceMembers(TARGET, HOSTILE, at(1))
    await store.state.saveMirror(
      HOSTILE.map((text, i) => ({
        connection: SHOP,
        container: text,
        remoteId: text,
        identityNo: identityNo(i + 1),
        email: text,
        fields: { [text]: text },
        consent: null,
        present: true,
        seenAt: at(1),
      })),
    )
    const { state } = await reopen()
    expect(await state.findIdentities(created)).toEqual(created)
    expect(await state.readMembers(TARGET)).toEqual(new Set(HOSTILE))
    for (const text of HOSTILE) {
      const [row] = await collect(state.readMirror(SHOP, text))
      expect(row).toMatchObject({ remoteId: text, email: text, fields: { [text]: text } })
    }
    expect(await state.countMembers(`x' or 'a'='a` as ConnectionId)).toBe(0)
  })

  storeTest(fresh, 'event properties of any text are found by it, and by nothing else', async store => {
    await store.facts.prepare(NEEDS)
    const rows = HOSTILE.map((text, i) => ({ id: i + 1, contact: i + 1, at: 5, properties: { page: text } }))
    await store.facts.append(page('p1', { events: [events('visited', rows)] }))
    const property = { name: 'page', type: 'text' as const }
    const read = await scanned(store.facts, 'visited', [aggregate('last', property)])
    expect([...read.values()].map(([text]) => text)).toEqual(HOSTILE.map(text => text.normalize('NFC')))
    for (const [i, text] of HOSTILE.entries()) {
      for (const is of ['in', 'contains', 'starts_with', 'ends_with'] as const) {
        const found = await counts(store.facts, 'visited', { op: 'text', property, is, values: [text] })
        expect([...found].filter(([, count]) => count === 1).map(([no]) => no)).toEqual([i + 1])
      }
    }
  })

  storeTest(fresh, 'a text of a megabyte is kept, and found by what it ends in', async store => {
    await store.facts.prepare(NEEDS)
    const long = `${'a'.repeat(1_000_000)}!`
    const rows = [long, '!'].map((text, i) => ({ id: i, contact: i + 1, at: 5, properties: { page: text } }))
    await store.facts.append(page('p1', { events: [events('visited', rows)] }))
    const property = { name: 'page', type: 'text' as const }
    const read = await scanned(store.facts, 'visited', [aggregate('last', property)])
    expect(read.get(1)).toEqual([long])
    const ending = (value: string) =>
      counts(store.facts, 'visited', { op: 'text', property, is: 'ends_with', values: [value] })
    expect([...(await ending(`${'a'.repeat(900)}!`))]).toEqual([
      [1, 1],
      [2, 0],
    ])
    // Tests know no patterns: this one would run for ever in many an engine.
    expect([...(await ending('(a+)+$')).values()]).toEqual([0, 0])
  })

  storeTest(fresh, 'half a surrogate pair becomes the replacement character', async store => {
    await store.facts.prepare(NEEDS)
    const rows = [{ id: 1, contact: 1, at: 5, properties: { page: 'broken \ud83d emoji' } }]
    expect(await store.facts.append(page('p1', { events: [events('visited', rows)] }))).toMatchObject({
      events: 1,
    })
    const read = await scanned(store.facts, 'visited', [aggregate('last', { name: 'page', type: 'text' })])
    expect(read).toEqual(new Map([[1, ['broken \ufffd emoji']]]))
  })

  storeTest(fresh, 'attributes and batch names of any text do no harm', async store => {
    await store.state.saveIdentities({ created: [email(1)], merges: [] })
    await store.facts.prepare(NEEDS)
    for (const [i, text] of HOSTILE.entries()) {
      await store.facts.append(
        page(text, { attributes: [fact(1, 'nickname', text, i), fact(1, text, 'x', i)] }),
      )
      expect((await store.facts.append(page(text, {}))).repeated).toBe(true)
      const column = (await store.facts.attributes(['nickname'])).columns.get('nickname')
      expect(column).toMatchObject({ dictionary: [text.normalize('NFC')] })
    }
  })
}
