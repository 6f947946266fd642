import { escapeInvisible, escapeInvisibleLine } from './terminal-text.js'

/**
 * Makes text from outside safe within a line of Markdown (CommonMark and GitHub's), also in a table: it is shown as it
 * is, on one line, and nothing in it is markup, a link, a mention or HTML. Every character that could mean something
 * becomes a numeric entity, which CommonMark §2.5 keeps from being structure.
 *
 * @example
 * ```ts
 * import { escapeMarkdown } from 'keelson/core'
 * escapeMarkdown('a|b *c*') // => 'a&#124;b &#42;c&#42;'
 * ```
 */
export function escapeMarkdown(text: string): string {
  return escapeInvisibleLine(text).replace(SPECIAL, (character) => `&#${character.charCodeAt(0)};`)
}

// All of ASCII that is neither letter, digit nor space, but for `(`, `)` and `,`, which mean nothing without the others.
const SPECIAL = /[!-'*+\-./:-@[-`{-~]/g

/**
 * A fenced block of Markdown (CommonMark §4.5) that shows the text as it is. No line of the text can end it.
 *
 * @param language what the text is, for colours: letters only
 * @example
 * ```ts
 * import { markdownFence } from 'keelson/core'
 * markdownFence('- 3\n+ 5', 'diff') // => '```diff\n- 3\n+ 5\n```'
 * ```
 */
export function markdownFence(text: string, language: string): string {
  let longest = 2
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length)
  const fence = '`'.repeat(longest + 1)
  return `${fence}${language}\n${escapeInvisible(text)}\n${fence}`
}
