import type { EmulatorReply, EmulatorRequest } from '@esplanade/connector-kit/emulator'
import { errorReply } from './replies.ts'

/** What calls need, by method and path; the first line that fits says which of its scopes is enough. */
const NEEDS: readonly (readonly [method: RegExp, path: RegExp, scopes: readonly string[]])[] = [
  [/POST/, /^\/crm\/v3\/objects\/contacts\/(search|batch\/read)$/, ['crm.objects.contacts.read']],
  [/GET/, /^\/crm\/v3\/objects\/contacts/, ['crm.objects.contacts.read']],
  [/./, /^\/crm\/v3\/objects\/contacts/, ['crm.objects.contacts.write']],
  [/./, /^\/crm\/v3\/objects\/orders/, ['crm.objects.orders.read']],
  [/./, /^\/crm\/v4\/associations\/orders/, ['crm.objects.orders.read']],
  [/./, /^\/crm\/v3\/objects\/deals/, ['crm.objects.deals.read']],
  [/./, /^\/crm\/v4\/associations\/deals/, ['crm.objects.deals.read']],
  [/GET/, /^\/crm\/v3\/properties\/contacts/, ['crm.schemas.contacts.read', 'crm.objects.contacts.read']],
  [/./, /^\/crm\/v3\/properties\/contacts/, ['crm.schemas.contacts.write']],
  [/POST/, /^\/crm\/v3\/lists\/search$/, ['crm.lists.read']],
  [/GET/, /^\/crm\/v3\/lists/, ['crm.lists.read']],
  [/./, /^\/crm\/v3\/lists/, ['crm.lists.write']],
  [/./, /^\/communication-preferences/, ['communication_preferences.read_write']],
  [/./, /^\/crm\/v3\/objects\/products/, ['crm.objects.products.read', 'e-commerce']],
  [/./, /^\/events\/v3\/event-definitions/, ['behavioral_events.event_definitions.read_write']],
  [/./, /^\/events\/v3\/send/, ['analytics.behavioral_events.send']],
  [/./, /^\/email\/public/, ['content', 'marketing-email']],
]

export const ALL_SCOPES: readonly string[] = [...new Set(NEEDS.flatMap(([, , scopes]) => scopes))]

/** The vendor's answer to a call for which the app has no scope. */
export function refuseScope(
  { method, path }: Pick<EmulatorRequest, 'method' | 'path'>,
  granted: readonly string[],
): EmulatorReply | undefined {
  const needed = NEEDS.find(([methods, paths]) => methods.test(method) && paths.test(path))?.[2] ?? []
  if (needed.length === 0 || needed.some(scope => granted.includes(scope))) return undefined
  return errorReply(
    403,
    'MISSING_SCOPES',
    'This app hasn’t been granted all required scopes to make this call.',
    {
      errors: [
        {
          message: 'One or more of the following scopes are required.',
          context: { requiredGranularScopes: needed },
        },
      ],
    },
  )
}
