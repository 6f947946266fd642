import { KeelsonError } from './keelson-error.js'

const UNITS: readonly (readonly [name: string, milliseconds: number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
]

/**
 * Reads a duration: whole numbers with the units `d h m s ms`, each at most once and from large to small.
 *
 * @returns milliseconds
 * @throws KeelsonError `core/invalid-duration`
 *
 * @example
 * ```ts
 * import { parseDuration } from 'keelson/core'
 * parseDuration('15m') // => 900000
 * parseDuration('1d12h') // => 129600000
 * ```
 */
export function parseDuration(text: string): number {
  const nextPart = /(\d+)(ms|s|m|h|d)/y
  let total = 0
  let nextUnit = 0
  let at = 0
  while (at < text.length) {
    const part = nextPart.exec(text)
    const unit = part === null ? -1 : UNITS.findIndex(([name]) => name === part[2])
    if (part === null || unit < nextUnit) throw invalidDuration(text)
    total += Number(part[1]) * UNITS[unit]![1]
    nextUnit = unit + 1
    at = nextPart.lastIndex
  }
  if (at === 0 || !Number.isSafeInteger(total)) throw invalidDuration(text)
  return total
}

/**
 * Writes milliseconds as {@link parseDuration} reads them; the inverse of it up to spelling.
 *
 * @throws KeelsonError `core/invalid-duration` for a number that is negative or not whole
 *
 * @example
 * ```ts
 * import { formatDuration } from 'keelson/core'
 * formatDuration(129600000) // => '1d12h'
 * ```
 */
export function formatDuration(milliseconds: number): string {
  if (!Number.isSafeInteger(milliseconds) || milliseconds < 0) throw invalidDuration(String(milliseconds))
  let rest = milliseconds
  let text = ''
  for (const [name, size] of UNITS) {
    const count = Math.floor(rest / size)
    if (count > 0) text += `${count}${name}`
    rest -= count * size
  }
  return text === '' ? '0ms' : text
}

function invalidDuration(text: string): KeelsonError {
  return new KeelsonError('core/invalid-duration', `"${text.slice(0, 40)}" is not a duration`, {
    help: 'write whole numbers with units from large to small: 15m, 24h, 7d, 1d12h, 250ms',
  })
}
