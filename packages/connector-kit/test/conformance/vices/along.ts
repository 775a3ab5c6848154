/**
 * Tests of the same part that fail along with those that name a vice, since they stand on what it breaks; `all`
 * where nothing of the part works. No other test of the part may.
 */
export const ALONG: Readonly<Record<string, 'all' | readonly string[]>> = {
  'calls as soon as it is made': [
    'connection: check names the account and its containers',
    'connection: a wrong key is an auth error, at once',
    'connection: a second one leaves the first as it is',
  ],
  'makes requests past the session': 'all',
  'calls a wrong key a passing failure': ['connection: a second one leaves the first as it is'],
  'lets the key out': [
    'connection: a second one leaves the first as it is',
    'connection: an unreachable host is a transient error that names it',
  ],
  'claims what it did not write': ['push: a member that the vendor does not know sinks no other row'],
  'adds where it should remove': ['push: every further kind of target is filled and emptied'],
  // It remembers what it was given, also from one test to the next.
  'adds up what it should set': 'all',
  'opts out whom it should only write to': [
    'push: foretells every kind of read that it makes, and no fewer calls than it takes',
  ],
  'asks before it knows that there is anything to do': 'all',
  'shortens text without a word': [
    'values: one poison row in a full batch stands alone, and all others are applied',
  ],
  'forgets its job': 'all',
  'takes a failed job for a done one': [
    'jobs: a row that the job never mentions is not called applied, and sinks no other',
  ],
  'believes in rows that nobody mentions': [
    'jobs: a failed job leaves no row delivered, and every row says why',
  ],
  'opts nobody out': ['opt-out: never raises consent, not even when repeated'],
  'turns consent round': ['opt-out: lowers the consent of those it names, and of nobody else'],
  'claims opt-ins that it did not make': [
    'opt-in: never lifts what a person said later than their opt-in',
    'opt-in: never lifts a bounce',
  ],
  'gives all events of a second one key': ['events: a lost answer never makes two of one'],
  'calls an erasure done that only began': [
    'erasure: goes on after a restart by what was stored, and is asked for once',
  ],
  'refuses what its vendor signed': 'all',
  'makes an opt-out of everything out of one topic': [
    'opt-out of a topic: is pulled as a word about that topic alone',
  ],
}
