import { generateShop } from './src/shop/generate-shop.ts'
import { liveADay } from './src/shop/live-a-day.ts'
import { openMailchimp } from './src/vendors/mailchimp.ts'
import { openHubspot } from './src/vendors/hubspot.ts'
import { openKlaviyo } from './src/vendors/klaviyo.ts'
import { parseInstant, shiftedClock } from '@esplanade/core/schema'
const now= parseInstant('2026-11-21T09:00:00Z')!
const shop = generateShop({people: 10000, seed: 1, now})
const clock = shiftedClock(now)
const vs=[]
for (const open of [openMailchimp, openHubspot, openKlaviyo]) {
const t=performance.now()
const v = await open(shop, {clock, seed: 1}); vs.push(v)
console.log(v.esp, performance.now()-t)
const t2=performance.now()
const st = v.inspect()
console.log(performance.now()-t2, st.size, [...st].filter(([,s])=>s.optedOut).length, [...st.keys()].filter(k=>k<0).length)
console.log(st.get([...st.keys()][0]!))
}
clock.advance(86400000)
const day = liveADay(shop)
for (const v of vs) { v.live(shop, day); console.log([...v.inspect()].filter(([,s])=>s.optedOut).length) }
for (const v of vs) await v.close()
console.log(process.memoryUsage().rss/1e6)
