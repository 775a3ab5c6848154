/**
 * The words of the schema that connectors use: they import the kit and never the core itself.
 */
export {
  type Clock,
  type ConnectionId,
  type ConsentStatus,
  days,
  hours,
  type IdentityClaim,
  type Instant,
  instant,
  isoInstant,
  minutes,
  parseInstant,
  type SimulatedClock,
  seconds,
  simulatedClock,
  systemClock,
  type Value,
} from '@esplanade/core/schema'
