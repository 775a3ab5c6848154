/** Bounds of a definition, so that a hostile file costs a message and nothing more. */

/** Groups (`all`, `any`, `none`) inside one another. */
export const MAX_NESTING = 32
/** Conditions that test something, in one segment. */
export const MAX_LEAVES = 1_000
/** Characters of a text that a value is compared with. */
export const MAX_TEXT_LENGTH = 1_000
/** Values of one `in` or `not_in`. */
export const MAX_LIST_LENGTH = 1_000
/** Event types of one condition. */
export const MAX_EVENT_TYPES = 32
/** Latest events that one condition looks at by number. */
export const MAX_LAST = 100
/** Steps of one sequence. */
export const MAX_STEPS = 8
/** Characters of one definition file. */
export const MAX_FILE_LENGTH = 262_144
/** Levels of the file itself: every group takes two (its key and its list), a leaf a few more. */
export const MAX_FILE_DEPTH = 2 * MAX_NESTING + 16
/** The largest number in a definition. Larger ones are no longer exact with six decimals. */
export const MAX_NUMBER = 1e9
