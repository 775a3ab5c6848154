/** Given names, family names and places by country; made-up people of a shop that sells abroad. */
export interface Country {
  readonly name: string
  /** How many of 100 customers live there. */
  readonly share: number
  readonly regions: readonly string[]
  readonly firstNames: readonly string[]
  readonly lastNames: readonly string[]
}

export const COUNTRIES: readonly Country[] = [
  {
    name: 'United States',
    share: 56,
    regions: ['California', 'California', 'New York', 'Texas', 'Oregon', 'Colorado', 'Washington', 'Vermont'],
    firstNames: ['Ada', 'Grace', 'Maya', 'Noah', 'Liam', 'Olivia', 'Ethan', 'Harper', 'Amara', 'Diego'],
    lastNames: [
      'Carter',
      'Nguyen',
      'Johnson',
      'Rivera',
      'Brooks',
      'Hayes',
      'Bennett',
      'Okafor',
      'Kim',
      'Stone',
    ],
  },
  {
    name: 'Germany',
    share: 14,
    regions: ['Bayern', 'Berlin', 'Hamburg', 'Sachsen', 'Thüringen'],
    firstNames: ['Jürgen', 'Zoë', 'Lena', 'Björn', 'Käthe', 'Felix', 'Anneliese', 'Emre'],
    lastNames: ['Müller', 'Schröder', 'Weiß', 'Köhler', 'Becker', 'Yılmaz', 'Vogel', 'Jäger'],
  },
  {
    name: 'France',
    share: 12,
    regions: ['Bretagne', 'Provence', 'Île-de-France', 'Occitanie'],
    firstNames: ['Hélène', 'André', 'Chloé', 'Baptiste', 'Inès', 'Théo', 'Maëlle', 'Rémi'],
    lastNames: ['Lefèvre', 'Dubois', 'Garçon', 'Moreau', 'Béranger', 'Petit', 'Noël', 'Marchand'],
  },
  {
    name: 'United Kingdom',
    share: 10,
    regions: ['Scotland', 'Wales', 'Yorkshire', 'Cornwall'],
    firstNames: ['Isla', 'Rhys', 'Poppy', 'Hamish', 'Siân', 'Arjun', 'Freya', 'Callum'],
    lastNames: ['MacLeod', 'Evans', 'Whitaker', "O'Neill", 'Patel', 'Trelawney', 'Ashworth', 'Fraser'],
  },
  {
    name: 'Japan',
    share: 8,
    regions: ['Hokkaido', 'Kyoto', 'Osaka', 'Nagano'],
    firstNames: ['Haruka', 'Kenji', 'Yui', 'Sota', 'Aiko', 'Ren'],
    lastNames: ['Sato', 'Tanaka', 'Kobayashi', 'Nakamura', 'Ito', 'Mori'],
  },
]
