// Plain JavaScript on purpose: it has to run on whatever Node the machine has, to say that a newer
// one is needed. pnpm installs Node 24 with the dependencies and puts it first on PATH for scripts.
const [major = 0] = process.versions.node.split('.').map(Number)
if (major < 24) {
  console.error(
    `Esplanade needs Node 24 and this is ${process.versions.node}. The install brings Node 24 along, so it did not finish: run "npx -y pnpm@12 install" and read its first error.`,
  )
  process.exit(1)
}
