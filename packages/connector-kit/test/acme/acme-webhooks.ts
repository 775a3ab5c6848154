import { z } from 'zod'
import { checkSignature, readJsonDelivery, type Webhooks } from '../../src/index.ts'

const bodySchema = z.object({ changed: z.array(z.object({ id: z.string(), email: z.string() })) })

export const acmeWebhooks: Webhooks = {
  verify: ({ headers, body }, secret, now) => {
    const timestamp = headers['x-acme-time'] ?? ''
    const signedAt = /^\d+$/.test(timestamp) ? Number(timestamp) : Number.NaN
    return checkSignature(
      headers['x-acme-signature'],
      { secret, message: [timestamp, '.', body], encoding: 'hex', signedAt },
      now,
    )
  },
  parse: delivery => {
    const { changed } = readJsonDelivery('Acme webhook', bodySchema, delivery)
    return { items: [], changed: changed.map(({ id, email }) => ({ container: '', remoteId: id, email })) }
  },
}
