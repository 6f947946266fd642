import { isSymbol, type KeelToken } from './token.js'

/**
 * The next token from which parsing can go on: one that starts something, the brace that closes the block or, if asked
 * for, the one that opens a body. Brackets are passed over with all that is in them.
 */
export function skipTokens(
  from: KeelToken,
  isStart: (token: KeelToken, before: KeelToken | null) => boolean,
  toBody = false,
): KeelToken {
  const open: string[] = []
  let before: KeelToken | null = null
  let token = from
  for (; token.kind !== 'end'; token = token.next!) {
    // Inside of round and square brackets nothing can start: a closing one is missing.
    if (!open.includes('{') && isStart(token, before)) return token
    if (toBody && open.length === 0 && opensBody(token)) return token
    if (token.kind === 'templateHead') open.push('"')
    else if (token.kind === 'templateTail') closeTo(open, '"')
    else if (token.kind === 'punctuation') {
      if ('{(['.includes(token.text)) open.push(token.text)
      else if (token.text === ')') closeTo(open, '(')
      else if (token.text === ']') closeTo(open, '[')
      else if (token.text === '}' && !closeTo(open, '{')) return token
    }
    before = token
  }
  return token
}

/** A brace, unless it opens an object: `{ key:`. */
export function opensBody(token: KeelToken): boolean {
  if (!isSymbol(token, '{')) return false
  const key = token.next
  return !((key?.kind === 'word' || key?.kind === 'string') && isSymbol(key.next, ':'))
}

/** Closes brackets up to one of a kind; `false`, and nothing closed, where none is open. */
function closeTo(open: string[], bracket: string): boolean {
  const at = open.lastIndexOf(bracket)
  if (at === -1) return false
  open.length = at
  return true
}
