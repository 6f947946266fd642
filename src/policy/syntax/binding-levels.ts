// How tightly each form binds (docs/keel.md §2), loosest first: for whoever writes expressions as text.

export const QUANTIFIER = 0
export const OR = 1
export const AND = 2
export const NOT = 3
export const COMPARE = 4
export const COALESCE = 5
export const CONCAT = 6
export const SUM = 7
export const PRODUCT = 8
export const UNARY = 9
export const PATH = 10
