/**
 * Without the ASCII white space at both ends. The engine's `trim` follows its version of Unicode, and a regular
 * expression for the end would take quadratic time on a text of blanks.
 */
export function trimAscii(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isBlank(text.charCodeAt(start))) start += 1
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1
  return text.slice(start, end)
}

function isBlank(unit: number): boolean {
  return unit === 0x20 || (unit >= 0x09 && unit <= 0x0d)
}
