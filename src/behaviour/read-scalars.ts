import { KeelsonError } from '../core/index.js'
import { DAY_MS } from './event-texts.js'

// Seconds of the years 1973 to 5138 fall where milliseconds would mean January 1970 to March 1973; microseconds of
// any year since 1972 lie beyond the year 2149, where the 16 bits that hold a day end.
const LEAST_SECONDS = 100_000_000
const LEAST_MILLISECONDS = 100_000_000_000
const LATEST: number = 65_535 * DAY_MS

/**
 * Checks a time and finds those given in another unit.
 *
 * @throws KeelsonError `behaviour/invalid-time`
 */
export function readTime(value: unknown, path: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw invalidTime(
      'a time is a whole number of milliseconds since 1970',
      path,
      'give Date.now() or its like',
    )
  }
  if (value >= LEAST_SECONDS && value < LEAST_MILLISECONDS) {
    throw invalidTime(`${value} looks like seconds`, path, 'times are in milliseconds: multiply by 1000')
  }
  if (value >= LATEST) {
    throw invalidTime(
      `${value} lies beyond the year 2149`,
      path,
      'times are in milliseconds: divide microseconds by 1000, nanoseconds by 1000000',
    )
  }
  return value
}

function invalidTime(message: string, path: string, help: string): KeelsonError {
  return new KeelsonError('behaviour/invalid-time', message, { path, help })
}

const SURROGATE = /[\ud800-\udfff]/
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/

/** True for a text that is in order at first sight; {@link checkText} says of any other whether it is. */
export function isPlainText(text: string, longest: number): boolean {
  return text.length <= longest && !SURROGATE.test(text)
}

/**
 * Refuses a text that is too long, or is not Unicode.
 *
 * @throws KeelsonError `behaviour/text-too-long`, `behaviour/invalid-text`
 */
export function checkText(text: string, path: string, longest: number): string {
  if (text.length > longest) {
    throw new KeelsonError(
      'behaviour/text-too-long',
      `a text of ${text.length} units, the most is ${longest}`,
      {
        path,
        help: 'name things by their ids, not by their content; or raise limits.textLength',
      },
    )
  }
  // Two texts that differ only in lone surrogates are the same bytes in UTF-8, so state could not be restored.
  if (SURROGATE.test(text) && LONE_SURROGATE.test(text)) {
    throw new KeelsonError('behaviour/invalid-text', 'a text holds half of a surrogate pair', {
      path,
      help: 'hand in Unicode text',
    })
  }
  return text
}
