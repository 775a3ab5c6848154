/** What joined what, from everybody down to the parts. */
export interface CardTree {
  readonly title: string
  readonly root: CardBranch
  /** The same for tree viewers. */
  readonly newick: string
}

export interface CardBranch {
  readonly contacts: number
  /** How far the two below it lie apart; null at the ends. */
  readonly height: number | null
  /** The cluster that is all of this branch; null above the cut, and inside a cluster. */
  readonly cluster: string | null
  /** Two, or none at the ends. */
  readonly branches: readonly CardBranch[]
}

/** The tree as a block of Markdown, a line for each branch. */
export function treeMarkdown({ title, root }: CardTree): string[] {
  return [`## ${title}`, '', '```text', ...linesOf(root, '', ''), '```', '']
}

function linesOf(branch: CardBranch, before: string, beside: string): string[] {
  const { branches } = branch
  return [
    `${before}${branchText(branch)}`,
    ...branches.flatMap((each, place) =>
      place < branches.length - 1
        ? linesOf(each, `${beside}├─ `, `${beside}│  `)
        : linesOf(each, `${beside}└─ `, `${beside}   `),
    ),
  ]
}

function branchText({ contacts, height, cluster }: CardBranch): string {
  const joined = height === null ? '' : `${Number(height.toPrecision(4))} · `
  // A line break or a fence in a name would end the block.
  const name = cluster === null ? '' : `: ${cluster.replaceAll(/[\s`]+/g, ' ')}`
  return `${joined}${contacts} contacts${name}`
}
