import type { ListedCampaign } from '@esplanade/hub'
import { count, moment } from '../figures.ts'
import { clip, plainText } from '../paint.ts'
import { table } from '../table.ts'

/** A few months of mails; all of them are in the answer with `--json`. */
const MAX_CAMPAIGNS = 50
const SUBJECT_COLUMNS = 48

export function printCampaigns(campaigns: readonly ListedCampaign[]): string[] {
  if (campaigns.length === 0) return ['No mail was pulled yet; run "esplanade pull".']
  const shown = campaigns.slice(0, MAX_CAMPAIGNS)
  const numbers = ['sent', 'opened', 'clicked', 'unsubscribed'] as const
  const rows = shown.map(campaign => [
    clip(plainText(campaign.subject ?? campaign.name), SUBJECT_COLUMNS),
    campaign.connection,
    campaign.sentAt === null ? '' : moment(campaign.sentAt),
    ...numbers.map(name => count(campaign[name])),
  ])
  const hidden = campaigns.length - shown.length
  return [
    ...table(
      [
        { title: 'mail' },
        { title: 'connection' },
        { title: 'sent at' },
        ...numbers.map(title => ({ title, align: 'right' as const })),
      ],
      rows,
    ),
    ...(hidden > 0 ? [`and ${count(hidden)} more`] : []),
  ]
}
