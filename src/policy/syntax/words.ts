/** Words with which a statement begins. They name nothing, so that a statement that breaks off ends at the next. */
export const STATEMENT_WORDS: ReadonlySet<string> = new Set([
  'let',
  'when',
  'unless',
  'for',
  'allow',
  'deny',
  'warn',
  'require',
  'verdict',
  'fix',
])

/** Words that stand between two operands. */
export const INFIX_WORDS: ReadonlySet<string> = new Set(['in', 'like', 'matches', 'startsWith', 'endsWith'])

const EXPRESSION_WORDS: ReadonlySet<string> = new Set(['true', 'false', 'null', 'not', 'if', 'then', 'else'])

const RESERVED: ReadonlySet<string> = new Set([...STATEMENT_WORDS, ...INFIX_WORDS, ...EXPRESSION_WORDS])

/** Words that cannot name an input, constant, parameter or variable. Members, targets and modules may use them. */
export function isReserved(word: string): boolean {
  return RESERVED.has(word)
}

/** Two operators are functions too, where an operand stands. */
export function canBeCalled(word: string): boolean {
  return word === 'startsWith' || word === 'endsWith' || !isReserved(word)
}

export const QUANTIFIER_WORDS: ReadonlySet<string> = new Set(['all', 'any', 'none', 'count'])

/** Words with which a step of a test begins. They are words of the grammar there and plain names everywhere else. */
export const TEST_WORDS: ReadonlySet<string> = new Set(['given', 'without', 'approved', 'expect', 'case'])

/** What a test may expect of the reasons, warnings and errors of a decision. */
export const EXPECTED_WORDS: ReadonlySet<string> = new Set([
  ...['allow', 'deny', 'pending', 'warn', 'review', 'revert', 'accept', 'error'],
])

/** Declarations that other modules may be allowed to use. */
export const EXPORTED_DECLARATIONS: ReadonlySet<string> = new Set(['enum', 'let', 'type', 'fn'])

/** The types of the language. */
export const TYPE_WORDS: ReadonlySet<string> = new Set([
  ...['json', 'string', 'number', 'int', 'bool', 'time', 'duration', 'quantity'],
])
