import { isUsable } from '../prepare/column-summary.ts'

/**
 * A decision tree in pre-order: the left child of node i is i + 1, the right one `right[i]`, and a
 * node whose `right` is 0 is a leaf. A value goes left when it is `<= threshold`; a missing one goes
 * left where `missingLeft` is 1. Numbers of a leaf other than its value are 0.
 */
export interface Tree {
  readonly feature: readonly number[]
  readonly threshold: readonly number[]
  readonly missingLeft: readonly number[]
  readonly right: readonly number[]
  /** What the tree says at each node: at an inner one the mean of its training rows. */
  readonly value: readonly number[]
}

/** A node as it grows; `children` once it is split. */
export interface GrownNode {
  value: number
  /** How many training rows (with their weights) it holds. */
  readonly weight: number
  split?: {
    readonly feature: number
    readonly threshold: number
    readonly missingLeft: boolean
    readonly left: GrownNode
    readonly right: GrownNode
  }
}

/** Lays a grown tree out; the value of an inner node is the mean of the leaves below it. */
export function layOut(root: GrownNode): Tree {
  const tree: Record<keyof Tree, number[]> = {
    feature: [],
    threshold: [],
    missingLeft: [],
    right: [],
    value: [],
  }
  place(root)
  return tree

  function place(node: GrownNode): number {
    const at = tree.feature.length
    const { split } = node
    tree.feature.push(split?.feature ?? 0)
    tree.threshold.push(split?.threshold ?? 0)
    tree.missingLeft.push(split?.missingLeft ? 1 : 0)
    tree.right.push(0)
    tree.value.push(node.value)
    if (split) {
      const left = place(split.left)
      tree.right[at] = tree.feature.length
      const right = place(split.right)
      const share = split.left.weight / (split.left.weight + split.right.weight)
      tree.value[at] = share * left + (1 - share) * right
    }
    return tree.value[at] as number
  }
}

/** Adds to `amounts` what each split on the row's path changed, by feature (Saabas 2014), and returns the root's value. */
export function addPath(
  tree: Tree,
  values: readonly number[],
  factor: number,
  amounts: Float64Array,
): number {
  let node = 0
  while (tree.right[node] !== 0) {
    const feature = tree.feature[node] as number
    const value = values[feature] as number
    const left = isUsable(value) ? value <= (tree.threshold[node] as number) : tree.missingLeft[node] === 1
    const child = left ? node + 1 : (tree.right[node] as number)
    const change = (tree.value[child] as number) - (tree.value[node] as number)
    amounts[feature] = (amounts[feature] as number) + factor * change
    node = child
  }
  return factor * (tree.value[0] as number)
}
