export { groupRfm, type Range, RFM_GROUPS, type RfmGroup } from './rfm-groups.ts'
export { fitRfm, type PurchaseFigures, type RfmModel, type RfmScores, scoreRfm } from './rfm-scores.ts'
