import type { Migration } from './migrate.ts'

/** A picture of each article, which recommendations show. */
export const productImages: Migration = {
  version: 11,
  statements: [
    'alter table product add column image varchar',
    // Articles that do not change come once; read anew, they bring their pictures.
    `delete from cursor where stream = 'products'`,
  ],
}
