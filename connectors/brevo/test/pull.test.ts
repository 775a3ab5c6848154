import { instant, type PulledItem } from '@esplanade/connector-kit'
import { expect, it } from 'vitest'
import { brevoConnector } from '../src/index.ts'
import { NOW, openBrevo } from './open-brevo.ts'

type Context = Awaited<ReturnType<typeof openBrevo>>['context']

async function pullContacts(context: Context): Promise<PulledItem[]> {
  const [stream] = brevoConnector.streams
  const items: PulledItem[] = []
  const request = { checkpoint: undefined, until: context.session.clock.now(), since: instant(0) }
  for await (const page of stream?.pull(context, request) ?? []) items.push(...page.items)
  return items
}

it('a contact comes with its identities, attributes and both channels', async () => {
  const { account, context } = await openBrevo()
  const attributes = {
    FIRSTNAME: 'Ada',
    SMS: '33612345678',
    EXT_ID: 'c-7',
    SPEND: 12.5,
    LIKES: ['tea'],
    BLANK: '',
  }
  const { id } = account.addContact({ email: 'Ada@example.com', emailBlacklisted: true, attributes })
  expect(await pullContacts(context)).toEqual([
    {
      kind: 'contact',
      container: '',
      remoteId: String(id),
      identities: [
        { kind: 'email', value: 'ada@example.com' },
        { kind: 'phone', value: '33612345678' },
        { kind: 'external', value: 'c-7' },
      ],
      email: 'ada@example.com',
      fields: { FIRSTNAME: 'Ada', SMS: '33612345678', EXT_ID: 'c-7', SPEND: 12.5, LIKES: ['tea'] },
      consent: [
        { channel: 'email', scope: 'global', status: 'unsubscribed', at: null, evidence: 'emailBlacklisted' },
        { channel: 'sms', scope: 'global', status: 'subscribed', at: null, evidence: 'not smsBlacklisted' },
      ],
      changedAt: NOW,
    },
  ])
})

it('the chosen attributes come alone, and identities all the same', async () => {
  const { account, context } = await openBrevo({ attributes: ['FIRSTNAME'] })
  account.addContact({
    email: 'ada@example.com',
    attributes: { FIRSTNAME: 'Ada', SMS: '33612345678', SPEND: 1 },
  })
  const [contact] = await pullContacts(context)
  expect(contact).toMatchObject({ fields: { FIRSTNAME: 'Ada' } })
  expect(contact).toHaveProperty('identities.1', { kind: 'phone', value: '33612345678' })
})

it.each([1, 999, 1_000, 1_001, 2_000])('%i contacts come once each', async count => {
  const { account, context } = await openBrevo()
  for (let at = 0; at < count; at += 1) account.addContact({ email: `a${at}@example.com` })
  const ids = (await pullContacts(context)).flatMap(item => (item.kind === 'contact' ? item.remoteId : []))
  expect(ids).toEqual([...account.contacts.keys()].map(String))
})

it('whoever is deleted behind a reader takes nobody along, be it a page or all that was read', async () => {
  for (const deleted of [1, 1_000, 1_700]) {
    const { account, context } = await openBrevo()
    const contacts = Array.from({ length: 2_500 }, (_, at) =>
      account.addContact({ email: `a${at}@example.com` }),
    )
    const [stream] = brevoConnector.streams
    const seen = new Set<string>()
    let pages = 0
    const request = { checkpoint: undefined, until: NOW, since: instant(0) }
    for await (const { items } of stream?.pull(context, request) ?? []) {
      for (const item of items) if (item.kind === 'contact') seen.add(item.remoteId)
      pages += 1
      if (pages === 2) for (const contact of contacts.slice(0, deleted)) account.deleteContact(contact)
    }
    expect(contacts.filter(({ id }) => !seen.has(String(id)))).toEqual([])
  }
})
