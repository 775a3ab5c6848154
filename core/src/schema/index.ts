export * from './attribute.ts'
export type { Brand } from './brand.ts'
export { dayAt, momentOf, startOfDay, type WallTime, wallTime } from './calendar.ts'
export * from './catalog.ts'
export * from './clock.ts'
export { complaints } from './complaints.ts'
export * from './consent.ts'
export type { Contact } from './contact.ts'
export { convertValue } from './convert-value.ts'
export * from './event.ts'
export {
  convertAmount,
  type DatedRate,
  dayNumber,
  type ExchangeRates,
  isRate,
  type RateSpan,
  rateSpans,
} from './exchange-rate.ts'
export * from './identity.ts'
export * from './ids.ts'
export * from './instant.ts'
export * from './money.ts'
export { didYouMean } from './nearest-name.ts'
export { pathText } from './path-text.ts'
export { strictShape } from './strict-shape.ts'
export { isTimeZone } from './time-zone.ts'
export * from './window.ts'
