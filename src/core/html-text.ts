import { escapeInvisible } from './terminal-text.js'

/**
 * Makes text from outside safe inside an HTML element or a quoted attribute: it is shown as it is, and nothing in it is
 * markup. What would show nothing or turn the reading direction becomes a visible escape, as on a terminal.
 *
 * Not for the inside of `<script>` or `<style>`, nor for an attribute that holds a URL or a script.
 *
 * @example
 * ```ts
 * import { escapeHtml } from 'keelson/core'
 * escapeHtml('<b title="x">') // => '&lt;b title=&quot;x&quot;&gt;'
 * ```
 */
export function escapeHtml(text: string): string {
  return escapeInvisible(text).replace(/[&<>"'`]/g, (character) => ENTITIES.get(character)!)
}

// Backquotes too: old engines took them for the quotes of an attribute.
const ENTITIES: ReadonlyMap<string, string> = /* @__PURE__ */ new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
  ['`', '&#96;'],
])
