import type { CampaignStore, StoredCampaign } from '@esplanade/core/store'
import type { Database } from '../engine/database.ts'
import { textColumn } from '../engine/staged-column.ts'
import { upsert } from '../engine/upsert.ts'

/** Campaigns, keyed by connection and the vendor's id. */
export function campaignStore(database: Database): CampaignStore {
  return {
    saveCampaigns: campaigns =>
      database.write(session =>
        upsert(
          session,
          'campaign',
          ['connection', 'id'],
          [
            textColumn('connection', campaigns, row => row.connection),
            textColumn('id', campaigns, row => row.id),
            textColumn('name', campaigns, row => row.name),
            textColumn('subject', campaigns, row => row.subject),
            textColumn('channel', campaigns, row => row.channel),
            // As text, since only texts can be staged as missing.
            textColumn('sent_at', campaigns, row => (row.sentAt === null ? null : String(row.sentAt))),
          ],
        ),
      ),
    campaigns: () =>
      database.read(session =>
        session.rows<StoredCampaign>(
          `select connection, id, name, subject, channel, sent_at::double as "sentAt" from campaign
           order by sent_at desc nulls last, connection, id`,
        ),
      ),
  }
}
