/**
 * A text whose line ends are not all decided yet (Wadler, "A prettier printer", 2003): a group stands on one line where
 * it fits, and is broken at all of its own line ends where it does not.
 */
export type Document =
  | string
  | { readonly kind: 'concat'; readonly parts: readonly Document[] }
  | { readonly kind: 'group' | 'indent'; readonly content: Document }
  /** A line end, or `flat` where the group stands on one line; `hard` is always a line end. */
  | { readonly kind: 'line'; readonly flat: string; readonly hard: boolean }
  /** One text where the group is broken, another where it is not. */
  | { readonly kind: 'choice'; readonly broken: string; readonly flat: string }
  /** A text over several lines that stays as it is, whatever it is indented by. */
  | { readonly kind: 'verbatim'; readonly text: string }

export const LINE: Document = { kind: 'line', flat: ' ', hard: false }
export const SOFT_LINE: Document = { kind: 'line', flat: '', hard: false }
export const HARD_LINE: Document = { kind: 'line', flat: '', hard: true }

export function concat(...parts: readonly Document[]): Document {
  return { kind: 'concat', parts }
}

export function group(...parts: readonly Document[]): Document {
  return { kind: 'group', content: concat(...parts) }
}

export function indent(...parts: readonly Document[]): Document {
  return { kind: 'indent', content: concat(...parts) }
}

export function verbatim(text: string): Document {
  return text.includes('\n') ? { kind: 'verbatim', text } : text
}

export function join(parts: readonly Document[], separator: Document): Document {
  return concat(...parts.flatMap((part, index) => (index === 0 ? [part] : [separator, part])))
}

const INDENTATION = '  '

interface Pending {
  readonly document: Document
  readonly indentation: number
  readonly flat: boolean
}

/** Writes a document with lines of at most so many characters, where that can be had. Iterative. */
export function render(document: Document, width: number): string {
  const pending: Pending[] = [{ document, indentation: 0, flat: false }]
  const lines: string[] = []
  let line = ''
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { document: found, indentation, flat } = next
    if (typeof found === 'string') {
      line += line === '' && found !== '' ? INDENTATION.repeat(indentation) + found : found
      continue
    }
    switch (found.kind) {
      case 'concat':
        for (let at = found.parts.length - 1; at >= 0; at -= 1) {
          pending.push({ document: found.parts[at]!, indentation, flat })
        }
        break
      case 'indent':
        pending.push({ document: found.content, indentation: indentation + 1, flat })
        break
      case 'group': {
        const start = line === '' ? indentation * INDENTATION.length : line.length
        const fitted =
          flat || fits({ document: found.content, indentation, flat: true }, width - start, pending)
        pending.push({ document: found.content, indentation, flat: fitted })
        break
      }
      case 'choice':
        line += flat ? found.flat : found.broken
        break
      case 'line':
        if (flat && !found.hard) line += found.flat
        else {
          lines.push(line.trimEnd())
          line = ''
        }
        break
      case 'verbatim': {
        const parts = found.text.split('\n')
        parts.forEach((part, index) => {
          if (index > 0) {
            lines.push(line)
            line = ''
          }
          line += index === 0 && line === '' ? INDENTATION.repeat(indentation) + part : part
        })
        break
      }
    }
  }
  lines.push(line.trimEnd())
  return lines.join('\n')
}

/** Whether a group, flat, and what follows it up to the next line end, is no longer than the room there is. */
function fits(first: Pending, room: number, rest: readonly Pending[]): boolean {
  let left = room
  const own: Pending[] = [first]
  let following = rest.length - 1
  while (left >= 0) {
    let next = own.pop()
    if (next === undefined) {
      if (following < 0) return true
      next = rest[following]!
      following -= 1
    }
    const { document, flat } = next
    if (typeof document === 'string') {
      left -= document.length
      continue
    }
    switch (document.kind) {
      case 'concat':
        for (let at = document.parts.length - 1; at >= 0; at -= 1)
          own.push({ ...next, document: document.parts[at]! })
        break
      case 'indent':
      case 'group':
        own.push({ ...next, document: document.content })
        break
      case 'choice':
        left -= flat ? document.flat.length : document.broken.length
        break
      case 'line':
        // A hard line end inside the group means that it cannot stand on one line; one behind it ends the line.
        if (document.hard || !flat) return !flat
        left -= document.flat.length
        break
      case 'verbatim':
        return document.text.indexOf('\n') <= left
    }
  }
  return false
}
