export { chooseHalfLife, type EngagementSnapshot, type HalfLifeChoice } from './choose-half-life.ts'
export {
  DEFAULT_HALF_LIFE_DAYS,
  DEFAULT_WEIGHTS,
  daysUntilBelow,
  type EngagementModel,
  fitEngagement,
  scoreEngagement,
  type Weights,
} from './engagement-score.ts'
