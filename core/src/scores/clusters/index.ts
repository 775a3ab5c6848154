export { agglomerate, cutDendrogram, type Dendrogram, type Linkage, type Merge } from './agglomerate.ts'
export { adjustedRand } from './agreement.ts'
export { bestSilhouette, elbow } from './choose-k.ts'
export { type Clustering, clusterContacts, clusterInThreads, LEAST_CLUSTER_ROWS } from './cluster-contacts.ts'
export {
  assignClusters,
  type Cluster,
  type ClusterModel,
  type ClusterPlan,
  DEFAULT_CLUSTER_PLAN,
} from './cluster-model.ts'
export { type ExpectedGroup, type FeatureWords, featureSentence } from './cluster-names.ts'
export type { ClusterTree } from './cluster-tree.ts'
export {
  type ClusterChange,
  type ClusterRun,
  type ContinuedClusters,
  continueClusters,
} from './continue-clusters.ts'
export { copheneticCorrelation } from './cophenetic.ts'
export { type Crowds, MOST_CROWD_ROWS, neighbourDistances } from './crowds.ts'
export { type Dbscan, type DbscanOptions, dbscan } from './dbscan.ts'
export { newick } from './dendrogram-text.ts'
export { type GapOptions, type GapPoint, gapChoice, gapCurve } from './gap.ts'
export { groupPoints, type TreeOfRows, treeOf } from './group-points.ts'
export { type KMeans, type KMeansOptions, kMeans } from './k-means.ts'
export { kMeansInThreads } from './k-means-threads.ts'
export type { KReport, KRule } from './k-report.ts'
export { type ClusterMatching, type Mover, matchClusters } from './match-clusters.ts'
export { type Labels, type Points, pointsOf } from './points.ts'
export { type ClusterProfile, type FeatureProfile, profileClusters } from './profile.ts'
export { type Separation, separationOf } from './separation.ts'
export { stabilityOf } from './stability.ts'
