export { frequentOnly, type Interactions, interactionsOf, readInteractions } from './interactions.ts'
export {
  itemsByContact,
  judgeRecommendations,
  type RecommendationQuality,
} from './judge-recommendations.ts'
export { type History, type Recommended, recommendWith } from './recommend.ts'
export {
  type Recommender,
  type RecommenderKind,
  type RecommenderOptions,
  trainRecommender,
} from './recommender.ts'
