import { expect, test } from 'vitest'
import { printDescription } from '../src/output/results/print-description.ts'

test('an account as people read it', () => {
  const lines = printDescription(
    {
      connection: 'shop',
      connector: 'acme',
      description: {
        account: { id: '7', name: 'Shop\u001b[2J', tier: 'gold' },
        containers: [{ id: 'news', name: 'Newsletter', members: 12_345 }],
        targets: [
          { kind: 'tag', container: 'news', name: 'VIP', remoteId: '1', writable: true, members: 3 },
          {
            kind: 'segment',
            container: 'news',
            name: 'Active',
            remoteId: '2',
            writable: false,
            members: null,
          },
        ],
        fields: [
          {
            container: 'news',
            name: 'SIZE',
            label: 'Size',
            type: 'text',
            options: ['S', 'M'],
            vendorType: 'dropdown',
            required: true,
            writable: true,
          },
        ],
        limits: [{ name: 'calls a day', used: 10, allowed: 250_000, source: 'a header' }],
        scopes: ['read'],
      },
      missing: [{ scope: 'write', neededTo: ['to write fields', 'to write members'] }],
    },
    (_style, text) => text,
  )
  expect(`\n${lines.join('\n')}\n`).toMatchInlineSnapshot(`
    "
    Shop (acme account 7, gold)

    container   id    members
    Newsletter  news  12,345

    kind     name    members  can be filled
    tag      VIP     3        yes
    segment  Active  -        no

    field  label  type      options  can be filled
    SIZE   Size   dropdown  2        yes, required

    limit        used  allowed
    calls a day  10    250,000

    The key may read.
    missing write, needed to write fields, to write members
    "
  `)
})
