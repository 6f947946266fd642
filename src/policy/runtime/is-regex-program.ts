import { MAX_REGEX_COLUMNS, MAX_REGEX_INSTRUCTIONS, type RegexProgram } from './regex-program.js'

const FIELDS: readonly (keyof RegexProgram)[] = ['anywhere', 'bounds', 'code', 'columns', 'sets', 'start']

/**
 * Whether a value that was read from bytes is the program of a regular expression: every number points into the
 * program, so a match ends and reads nothing else. What passes may still be a pattern that no compiler would make.
 */
export function isRegexProgram(value: unknown): value is RegexProgram {
  if (typeof value !== 'object' || value === null) return false
  if (Object.keys(value).length !== FIELDS.length) return false
  if (!FIELDS.every((field) => Object.hasOwn(value, field))) return false
  const { anywhere, start, code, sets, bounds, columns } = value as Record<keyof RegexProgram, unknown>
  return (
    typeof anywhere === 'boolean' &&
    Array.isArray(code) &&
    Array.isArray(sets) &&
    isBelow(code.length / 3, MAX_REGEX_INSTRUCTIONS + 1) &&
    isBelow(start, code.length / 3) &&
    sets.length > 0 &&
    areInstructions(code, sets.length) &&
    areStretches(bounds, columns) &&
    sets.every((words) => Array.isArray(words) && words.every((word) => isBelow(word, 0x1_0000_0000)))
  )
}

/** The operands that each instruction has, by its number: what the first one counts is handed in. */
function areInstructions(code: readonly unknown[], sets: number): boolean {
  const size = code.length / 3
  const limits: readonly (readonly [first: number, second: number])[] = [
    [1, 1],
    [sets, size],
    [size, size],
    [4, size],
  ]
  return code.every((part, at) => {
    const limit = limits[code[at - (at % 3)] as number]
    if (at % 3 === 0) return limit !== undefined && isBelow(part, limits.length)
    return limit !== undefined && isBelow(part, limit[(at % 3) - 1]!)
  })
}

function areStretches(bounds: unknown, columns: unknown): boolean {
  return (
    Array.isArray(bounds) &&
    Array.isArray(columns) &&
    bounds[0] === 0 &&
    bounds.length === columns.length &&
    bounds.every((bound, at) => isBelow(bound, 0x11_0000) && (at === 0 || bound > bounds[at - 1])) &&
    columns.every((column) => isBelow(column, MAX_REGEX_COLUMNS))
  )
}

function isBelow(value: unknown, limit: number): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < limit
}
