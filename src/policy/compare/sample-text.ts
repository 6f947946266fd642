import { RegexMatcher } from '../runtime/regex-matcher.js'
import { ASSERT, MATCH, type RegexProgram, SPLIT, TAKE } from '../runtime/regex-program.js'

/** Longest text that is looked for. */
const MOST_STEPS = 300

/** Characters that read well, before those that begin a stretch. */
const PLEASANT = Array.from('abcxyzABC0123456789-_./:@ ', (character) => character.codePointAt(0)!)

/** A shortest text that a pattern matches; `null` where none was found, as with conditions that few texts meet. */
export function sampleText(regex: RegexProgram): string | null {
  const matcher = new RegexMatcher(regex)
  let texts = new Map<number, string>([[regex.start, '']])
  for (let step = 0; step < MOST_STEPS && texts.size > 0; step += 1) {
    const next = new Map<number, string>()
    for (const [state, text] of withoutCharacter(regex, texts)) {
      const [kind, operand, after] = instruction(regex, state)
      if (kind === MATCH && matcher.test(text)) return text
      const character = kind === TAKE ? characterOf(regex, operand) : null
      if (character !== null && !next.has(after)) next.set(after, text + character)
    }
    texts = next
  }
  return null
}

/** Also the instructions that are reached without taking a character; conditions are taken to hold. */
function withoutCharacter(
  regex: RegexProgram,
  texts: ReadonlyMap<number, string>,
): ReadonlyMap<number, string> {
  const reached = new Map<number, string>()
  const pending = [...texts].reverse()
  for (let entry = pending.pop(); entry !== undefined; entry = pending.pop()) {
    const [state, text] = entry
    if (reached.has(state)) continue
    reached.set(state, text)
    const [kind, operand, after] = instruction(regex, state)
    if (kind === SPLIT) pending.push([after, text], [operand, text])
    else if (kind === ASSERT) pending.push([after, text])
  }
  return reached
}

function instruction({ code }: RegexProgram, state: number): readonly [number, number, number] {
  return [code[3 * state]!, code[3 * state + 1]!, code[3 * state + 2]!]
}

function characterOf({ sets, bounds, columns }: RegexProgram, set: number): string | null {
  const words = sets[set]!
  const isTaken = (point: number): boolean => {
    // Bounds ascend.
    const column = columns[bounds.filter((bound) => bound <= point).length - 1]!
    return ((words[column >> 5]! >> (column & 31)) & 1) === 1
  }
  const point = PLEASANT.find(isTaken) ?? bounds.find(isTaken)
  return point === undefined ? null : String.fromCodePoint(point)
}
