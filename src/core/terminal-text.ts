/**
 * Makes text from outside safe to print on a terminal: control characters (C0 but for the line feed, DEL, C1) and
 * bidirectional overrides become visible `\u{…}` escapes, so that a value in a manifest can neither move the cursor
 * nor hide what follows it ("Trojan Source", CVE-2021-42574).
 *
 * @example
 * ```ts
 * import { escapeTerminal } from 'keelson/core'
 * escapeTerminal('ok\u001b[2J') // => 'ok\\u{1b}[2J'
 * ```
 */
export function escapeTerminal(text: string): string {
  return text.replace(UNSAFE, (character) => `\\u{${character.charCodeAt(0).toString(16)}}`)
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose
const UNSAFE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/g

/**
 * As {@link escapeTerminal}, and what shows nothing becomes visible too: zero-width characters, line separators, tags,
 * variation selectors (but for that of emoji), halves of surrogate pairs. For comparing: two texts that differ look
 * different.
 *
 * @example
 * ```ts
 * import { escapeInvisible } from 'keelson/core'
 * escapeInvisible('ok\u200b') // => 'ok\\u{200b}'
 * ```
 */
export function escapeInvisible(text: string): string {
  return escapeTerminal(text).replace(
    INVISIBLE,
    (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`,
  )
}

/** As {@link escapeInvisible}, and a line feed is escaped too: the text stays one line. */
export function escapeInvisibleLine(text: string): string {
  return escapeInvisible(text).replaceAll('\n', '\\u{a}')
}

const INVISIBLE =
  /[\u00ad\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\u{e0000}-\u{e0fff}]|[\ufe00-\ufe0e]/gu
