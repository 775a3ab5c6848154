/** Texts that break what is put together carelessly; few, so that data and definitions meet. */
export const TEXTS = [
  'shoes',
  'SHOES',
  'boots',
  'shoes and boots',
  '',
  "O'Brien",
  'a "quoted" word',
  'a%b_c',
  'back\\slash',
  "'); drop table contact; --",
  '`+process.exit(1)+`',
  'é',
  'É',
  'ſhoes',
  'straße',
  'STRASSE',
  'ıI',
  '日本 \u{1f45f}',
  '\u202eabc',
] as const

/** Amounts around the thresholds that definitions use, and some that binary fractions cannot hold. */
export const AMOUNTS = ['0', '0.1', '0.2', '0.3', '-0.1', '19.99', '49.99', '50', '50.01', '100'] as const
export const NUMBERS = [0, 0.1, 0.2, 0.3, -0.1, 1, 2, 2.5, 3, 0.000001, 300, 70_000, -1] as const
export const DAYS = [
  '1984-02-29',
  '2000-01-01',
  '2026-02-28',
  '2026-03-01',
  '2026-03-31',
  '2026-04-02',
] as const
