import type { StateStore } from '@esplanade/core/store'
import type { Database } from '../engine/database.ts'
import { batchStore } from './batches.ts'
import { campaignStore } from './campaigns.ts'
import { consentStore } from './consent.ts'
import { definitionStore } from './definitions.ts'
import { erasureStore } from './erasures.ts'
import { identityStore } from './identities.ts'
import { ledgerStore } from './ledger.ts'
import { mirrorStore } from './mirror.ts'
import { modelStore } from './models.ts'
import { productStore } from './products.ts'
import { runStore } from './runs.ts'

/** The transactional half of the store. */
export function stateStore(database: Database): StateStore {
  return {
    ...identityStore(database),
    ...consentStore(database),
    ...mirrorStore(database),
    ...ledgerStore(database),
    ...batchStore(database),
    ...runStore(database),
    ...definitionStore(database),
    ...modelStore(database),
    ...campaignStore(database),
    ...productStore(database),
    ...erasureStore(database),
  }
}
