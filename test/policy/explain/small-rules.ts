import fc from 'fast-check'
import type { JsonValue } from 'keelson/core'

/** A program of one rule over a few inputs, each of which is read once. */
export interface SmallRule {
  readonly text: string
  /** Of `m.x0`, `m.x1` …; `'absent'` for one that is missing. */
  readonly values: readonly JsonValue[]
}

const MOST_INPUTS = 5

/** A condition, given the number of inputs so far; or a rule around one. */
type Piece = (next: () => string) => string

/** Rules whose conditions are made in every way that explanations look into. */
export function anySmallRule(): fc.Arbitrary<SmallRule> {
  const input: Piece = (next) => next()
  const { condition } = fc.letrec<{ condition: Piece }>((tie) => {
    const part = tie('condition')
    const two = fc.tuple(part, part)
    const three = fc.tuple(part, part, part)
    return {
      condition: fc.oneof(
        { maxDepth: 3, depthSize: 'small' },
        { weight: 2, arbitrary: fc.constant(input) },
        {
          weight: 2,
          arbitrary: two.map(
            ([a, b]): Piece =>
              (next) =>
                `(${a(next)} && ${b(next)})`,
          ),
        },
        {
          weight: 2,
          arbitrary: two.map(
            ([a, b]): Piece =>
              (next) =>
                `(${a(next)} || ${b(next)})`,
          ),
        },
        three.map(
          ([a, b, c]): Piece =>
            (next) =>
              `(${a(next)} || ${b(next)} || ${c(next)})`,
        ),
        {
          weight: 2,
          arbitrary: part.map(
            (a): Piece =>
              (next) =>
                `(not ${a(next)})`,
          ),
        },
        three.map(
          ([a, b, c]): Piece =>
            (next) =>
              `(if ${a(next)} then ${b(next)} else ${c(next)})`,
        ),
        two.map(
          ([a, b]): Piece =>
            (next) =>
              `both(${a(next)}, ${b(next)})`,
        ),
        part.map(
          (a): Piece =>
            (next) =>
              `opposite(${a(next)})`,
        ),
      ),
    }
  })
  const words = fc.constantFrom('when', 'unless')
  const levels = fc.array(fc.tuple(words, condition, fc.constantFrom('body', 'else', 'let')), {
    minLength: 1,
    maxLength: 2,
  })
  return fc
    .record({
      levels,
      effect: fc.constantFrom('deny', 'allow'),
      values: fc.array(fc.constantFrom<JsonValue>(true, false, true, false, 'absent', 5), {
        minLength: MOST_INPUTS,
        maxLength: MOST_INPUTS,
      }),
    })
    .map(({ levels: around, effect, values }): SmallRule => {
      let count = 0
      // Beyond the inputs that there are, what stands in a condition is a constant.
      const next = (): string => {
        count += 1
        return count <= MOST_INPUTS ? `m.x${count - 1}` : 'true'
      }
      let rule = `${effect} "it fires"`
      for (const [index, [word, test, where]] of around.entries()) {
        const text = test(next)
        if (where === 'let') rule = `let c${index} = ${text}\n${word} c${index} {\n${rule}\n}`
        else if (where === 'body') rule = `${word} ${text} {\n${rule}\n}`
        else rule = `${word} ${text} {\nwarn\n} else {\n${rule}\n}`
      }
      const text = [
        `mode ${effect === 'deny' ? 'gate' : 'guard'}`,
        'input m: json',
        'fn both(one: json, other: json): bool = one && other',
        'fn opposite(one: json): bool = not one',
        `policy p on a.x {\n${rule}\n}`,
      ].join('\n')
      return { text, values: values.slice(0, Math.min(count, MOST_INPUTS)) }
    })
}
