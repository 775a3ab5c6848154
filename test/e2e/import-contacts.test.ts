import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { all, attribute, segment } from '@esplanade/core/segments'
import { expect, test } from 'vitest'
import { openRealHub } from './real-data/real-hub.ts'

const NOW = Date.parse('2026-03-01T00:00:00Z')

const MAPPING = {
  source: 'crm_export',
  identities: { email: 'mail', external: 'customer' },
  attributes: { first_name: 'name', birthday: 'born', loyalty: 'loyal' },
  consent: { column: 'newsletter', subscribed: ['yes'], unsubscribed: ['no'], at: 'since' },
}

const FILE = `customer,mail,name,born,loyal,newsletter,since
1,Ada@Example.com,Ada,1990-05-17,yes,yes,2025-01-01
2,bo@example.com,"Bo, the second",1985-02-30,no,yes,2025-01-01
3,not an address,Cy,1970-01-01,yes,no,2025-01-01
4,dee@example.com,Dee,1988-12-31,maybe,no,2025-01-01
,,Nobody,1999-09-09,yes,yes,2025-01-01
5,eve@example.com,,2000-01-01,yes,no,2025-02-01
`

test('contacts come in with attributes and consent; a bad row is named by line and reason, and the rest goes on', async () => {
  const { hub, folder, close } = await openRealHub(NOW, {
    connections: {},
    attributes: { loyalty: 'boolean' },
    segments: [segment('loyal', 'Loyal', all(attribute('loyalty').is(true)))],
  })
  try {
    const file = join(folder, 'contacts.csv')
    writeFileSync(file, FILE)
    const request = { command: 'import', kind: 'contacts', file, mapping: MAPPING } as const
    const result = await hub.run(request)
    expect(result).toMatchObject({ rows: 6, contacts: 3, duplicates: 0, rejectedRows: 3 })
    expect(result.rejects).toEqual([
      { line: 3, reason: 'born is no date' },
      { line: 5, reason: 'loyal is no boolean' },
      { line: 6, reason: 'no identity: mail, customer are empty' },
    ])
    // A row with a usable customer number comes in without the address that is none.
    const { segments } = await hub.run({ command: 'evaluate' })
    expect(segments).toEqual([{ id: 'loyal', members: 3, entered: 3, left: 0 }])
    expect(await hub.run({ command: 'segments-preview', segment: 'loyal' })).toMatchObject({
      members: 3,
      mailable: 1,
    })

    expect(await hub.run(request)).toMatchObject({ contacts: 0, duplicates: 3, rejectedRows: 3 })
    expect(await hub.run({ command: 'status' })).toMatchObject({ contacts: 3, identities: 5 })
  } finally {
    await close()
  }
})

test('rejects are told in the order of the file, whoever found them, and nobody is counted twice', async () => {
  const { hub, folder, close } = await openRealHub(NOW, { connections: {}, segments: [] })
  try {
    const file = join(folder, 'people.csv')
    writeFileSync(
      file,
      'mail\nada@example.com\nnobody\nADA@example.com\nbo@example.com,more\ncy@example.com,"\n',
    )
    const mapping = { identities: { email: 'mail' } }
    const result = await hub.run({ command: 'import', kind: 'contacts', file, mapping })
    expect(result).toMatchObject({ rows: 5, contacts: 1, duplicates: 0, rejectedRows: 3 })
    expect(result.rejects.map(({ line }) => line)).toEqual([3, 5, 6])
  } finally {
    await close()
  }
})

test('a mapping that names what is not there is refused before anything is stored', async () => {
  const { hub, folder, close } = await openRealHub(NOW, { connections: {}, segments: [] })
  try {
    const file = join(folder, 'contacts.csv')
    writeFileSync(file, FILE)
    const wrong = { ...MAPPING, identities: { email: 'e-mail' } }
    await expect(hub.run({ command: 'import', kind: 'contacts', file, mapping: wrong })).rejects.toThrow(
      'loyalty',
    )
    const { loyalty: _, ...known } = MAPPING.attributes
    await expect(
      hub.run({ command: 'import', kind: 'contacts', file, mapping: { ...wrong, attributes: known } }),
    ).rejects.toThrow('--email (identities.email): "')
    const events = { ...MAPPING, attributes: known, at: 'since' }
    await expect(
      hub.run({ command: 'import', kind: 'contacts', file, mapping: events }),
    ).rejects.toMatchObject({
      name: 'RequestError',
      message: expect.stringContaining('--at is for events, and these rows are contacts.'),
    })
    expect(await hub.run({ command: 'status' })).toMatchObject({ contacts: 0 })
  } finally {
    await close()
  }
})
