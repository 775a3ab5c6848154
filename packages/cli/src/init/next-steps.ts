import type { VendorName } from './vendor.ts'

/** What to do with a fresh project, as lines. */
export function nextSteps(
  connectors: readonly VendorName[],
  { ownManifest, fromSources }: { ownManifest: boolean; fromSources: boolean },
): string[] {
  if (fromSources) {
    return [
      'Next: the packages are not on npm yet, so `npm install` cannot fetch what these files name.',
      "The clone's examples/first-hub is a hub that runs now; its README says how, against emulators.",
    ]
  }
  const packages = [
    'esplanade',
    '@esplanade/hub',
    '@esplanade/duckdb',
    ...connectors.map(name => `@esplanade/${name}`),
  ]
  return [
    'Next:',
    ownManifest ? `  npm install ${packages.join(' ')}` : '  npm install',
    '  cp .env.example .env       # and fill in your keys',
    '  npx esplanade doctor       # checks everything and says what to do',
    ...connectors
      .slice(0, 1)
      .map(name => `  npx esplanade emulate ${name}  # or rehearse without an account`),
  ]
}
