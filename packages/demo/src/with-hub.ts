import { type Hub, openHub } from '@esplanade/hub'
import { type DemoPlaces, demoConfig, storeFileIn } from './config.ts'
import { dice } from './shop/dice.ts'
import type { Esp } from './shop/person.ts'
import type { World } from './world.ts'

/** Opens the shop's hub in a folder, has something done with it, and closes it whatever happens. */
export async function withHub<Result>(
  world: World,
  folder: string,
  use: (hub: Hub) => Promise<Result>,
): Promise<Result> {
  const hub = await openHub(demoConfig(placesOf(world, folder)), {
    clock: world.clock,
    environment: {},
    random: dice(world.shop.seed, 'retries').next,
    folder,
  })
  try {
    return await use(hub)
  } finally {
    await hub.close()
  }
}

/** Where the hub of this world finds its store and its accounts. */
function placesOf(world: World, folder: string): DemoPlaces {
  const urlOf = (esp: Esp) => world.accounts.find(account => account.esp === esp)?.url ?? ''
  return {
    storeFile: storeFileIn(folder),
    urls: { mailchimp: urlOf('mailchimp'), hubspot: urlOf('hubspot'), klaviyo: urlOf('klaviyo') },
  }
}
