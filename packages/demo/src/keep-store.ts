import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type DemoPlaces, storeFileIn } from './config.ts'

/** The folder holds a store already, of another run and so of another shop. */
export class StoreInTheWay extends Error {
  override readonly name = 'StoreInTheWay'
}

/**
 * Makes the folder of a kept store, with a configuration beside it by which `esplanade` can look at
 * the store once the demo and its emulators are gone. Returns the configuration's path.
 *
 * @throws StoreInTheWay when there is a store in it.
 */
export async function keepStore(folder: string): Promise<string> {
  const absolute = resolve(folder)
  if (existsSync(storeFileIn(absolute))) {
    throw new StoreInTheWay(`${absolute} holds a store already; name another folder or remove it first.`)
  }
  await mkdir(absolute, { recursive: true })
  const path = join(absolute, 'esplanade.config.ts')
  await writeFile(path, configText({ storeFile: storeFileIn(absolute), urls: NOBODY_LISTENS }))
  return path
}

/** Reading needs no vendor; a pull or push says that it cannot reach one. */
const NOBODY_LISTENS: DemoPlaces['urls'] = {
  mailchimp: 'http://127.0.0.1:9',
  hubspot: 'http://127.0.0.1:9',
  klaviyo: 'http://127.0.0.1:9',
}

function configText(places: DemoPlaces): string {
  const demoConfig = fileURLToPath(new URL('./config.ts', import.meta.url))
  return `import { demoConfig } from ${JSON.stringify(demoConfig)}

// The demo's hub, for looking at what it stored. Its emulated vendors are gone.
export default demoConfig(${JSON.stringify(places, null, 2)})
`
}
