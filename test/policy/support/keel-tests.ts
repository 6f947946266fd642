import fc from 'fast-check'
import { isJsonObject, type JsonValue } from 'keelson/core'
import type { Decision, PolicyRequest, ReasonEffect } from 'keelson/policy'
import { anyRequest } from './keel-arbitraries.js'

/** A value as the language writes it. */
function writeValue(value: JsonValue): string {
  if (typeof value === 'string') return writeText(value)
  if (typeof value !== 'object' || value === null) return String(value)
  if (!isJsonObject(value)) return `[${(value as readonly JsonValue[]).map(writeValue).join(', ')}]`
  const members = Object.entries(value).map(([name, member]) => `${writeText(name)}: ${writeValue(member)}`)
  return `{ ${members.join(', ')} }`
}

function writeText(text: string): string {
  const written = [...text].map((character) => {
    return /[a-zA-Z0-9 _.:-]/.test(character) ? character : `\\u{${character.codePointAt(0)!.toString(16)}}`
  })
  return `"${written.join('')}"`
}

/** A test that expects of a request what was decided on it. */
export function testOf(name: string, request: PolicyRequest, now: number, decision: Decision): string {
  const { effect, verdict, reasons, warnings, errors, obligations } = decision
  const found = [...reasons, ...warnings].filter(({ effect: of }) => of !== 'approved')
  const expected = [
    effect,
    `no ${effect === 'deny' ? 'allow "§"' : 'deny'}`,
    ...(verdict === null ? ['no review', 'no revert', 'no accept'] : [verdict]),
    ...found
      .filter(({ effect: of }) => isTold(of, decision))
      .map(({ effect: of, message, policy }) => `${of} ${writeText(message)} from ${policy}`),
    ...errors.map(({ message }) => `error ${writeText(message)}`),
    ...(warnings.length === 0 ? ['no warn'] : []),
    ...(errors.length === 0 ? ['no error'] : []),
    ...obligations.flatMap((one) => (one.kind === 'named' ? [`obligation ${writeText(one.name)}`] : [])),
    ...(decision.patches.length === 0 ? ['no fix'] : []),
  ]
  const given = Object.entries(request).map(
    ([root, value]) => `given ${root} = ${writeValue(value as JsonValue)}`,
  )
  return `test ${writeText(name)} {
  given now = ${now}
  ${given.join('\n  ')}
  ${expected.map((what) => `expect ${what}`).join('\n  ')}
}`
}

/** An effect that is not that of the decision is no finding to expect, but a reason that may stand beside it. */
function isTold(of: ReasonEffect, { effect, verdict }: Decision): boolean {
  return of === 'warn' || of === effect || of === verdict
}

const PLACES: readonly string[] = [
  'm',
  'n',
  'm.p',
  'm.q',
  'n.r',
  'm.list',
  'm.list[0]',
  'm["p"].q',
  'target',
  'now',
]
const FINDINGS: readonly string[] = [
  ...['allow', 'deny', 'pending', 'warn', 'review', 'revert', 'accept', 'error'],
]

/** Any test: most of its places can be there, most of its values be computed. */
export function anyTest(): fc.Arbitrary<string> {
  const place = fc.constantFrom(...PLACES)
  const value = anyRequest().map((request) => writeValue((request.m ?? 1) as JsonValue))
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.tuple(place, value).map(([at, given]) => `given ${at} = ${given}`) },
    { weight: 2, arbitrary: fc.constantFrom('a.x', 'b.x').map((target) => `given target = "${target}"`) },
    fc.nat(20).map((now) => `given now = ${now - 5}`),
    place.map((at) => `without ${at}`),
    fc.constantFrom('"g"', '"h"', '["g", "h"]').map((groups) => `approved by "ada" in ${groups} at now - 1`),
  )
  const text = fc.constantFrom('', ' "a"', ' "missing"', ' from p0', ' at m.p', ' "" from p1 at n')
  const expectation = fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .tuple(fc.constantFrom('', 'no '), fc.constantFrom(...FINDINGS), text)
        .map((parts) => `expect ${parts.join('')}`),
    },
    place.map((at) => `expect fix ${at} = 1`),
    place.map((at) => `expect fix remove ${at}`),
    fc.constantFrom('expect no fix', 'expect no fix m', 'expect obligation "o"', 'expect no obligation "o"'),
  )
  const block = fc.letrec<{ steps: string }>((tie) => ({
    steps: fc
      .tuple(
        fc.array(fc.oneof({ weight: 2, arbitrary: step }, expectation), { maxLength: 5 }),
        fc.oneof({ maxDepth: 2 }, fc.constant([]), fc.array(tie('steps'), { maxLength: 2 })),
      )
      .map(([steps, cases]) =>
        [...steps, ...cases.map((inner, index) => `case "c${index}" {\n${inner}\n}`)].join('\n'),
      ),
  })).steps
  return block.map((steps) => `test "t" {\ngiven target = "a.y"\n${steps}\nexpect no deny "§"\n}`)
}
