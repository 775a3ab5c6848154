import type { FeatureTable } from '../data/feature-table.ts'
import { rocArea } from '../metrics/area.ts'
import { rank } from '../metrics/ranking.ts'
import { isUsable, summarise } from '../prepare/column-summary.ts'

/** Above this, real behaviour is not predicted: something among the features comes from after the snapshot. */
const LEAK_AREA = 0.98

/** What people should know of the features before they trust a model of them. */
export function tableWarnings({ names, columns }: FeatureTable): string[] {
  return names.flatMap((name, place) => {
    const { usable, missing, unusable, varies } = summarise(columns[place] as Float64Array)
    const warnings = []
    if (unusable > 0)
      warnings.push(`feature \`${name}\` is infinite or too large in ${unusable} rows; they count as missing`)
    if (usable === 0) warnings.push(`feature \`${name}\` has no usable value`)
    else if (!varies && missing === 0)
      warnings.push(`feature \`${name}\` has one value in all rows and says nothing`)
    return warnings
  })
}

/** An alarm where the held rows are predicted too well to be true, with the feature that does it alone, if one does. */
export function leakWarnings(table: FeatureTable, labels: Uint8Array, area: number | null): string[] {
  if (area === null || area <= LEAK_AREA) return []
  const suspects = table.names.flatMap((name, place) => {
    // A missing value would make comparisons fail; below all others it is one more value.
    const column = (table.columns[place] as Float64Array).map(value =>
      isUsable(value) ? value : -Number.MAX_VALUE,
    )
    const alone = rocArea(rank(labels, column)) ?? 0.5
    return Math.max(alone, 1 - alone) > LEAK_AREA ? [`\`${name}\``] : []
  })
  const look =
    suspects.length > 0 ? `look at ${suspects.join(', ')}` : 'look at features from after the snapshot'
  return [
    `ROC AUC ${area.toFixed(3)} on held rows is too good to be true: a feature probably knows the label; ${look}`,
  ]
}
