import fc from 'fast-check'
import type { JsonObject, JsonValue } from 'keelson/core'
import { applyPatch, type Operation } from 'keelson/diff'
import { compilePolicy, type PolicyRequest } from 'keelson/policy'
import { expect } from 'vitest'
import { law } from '../support/law.js'

const anyValue = fc.constantFrom('1', '"x"', 'true', '{ k: 1 }', '[1]')
const anyPlace = fc.constantFrom('a.p', 'a.q', 'a.p.r', 'a.list[0]', 'a.list[1].p', 'a.q.s.t')
const anyFix = fc.oneof(
  fc
    .tuple(fc.constantFrom('set', 'replace'), anyPlace, anyValue)
    .map(([op, place, value]) => `${op} ${place} = ${value}`),
  anyPlace.map((place) => `remove ${place}`),
)
const anyRequest = fc.record(
  {
    p: fc.constantFrom<JsonValue>(1, 'x', { r: 2 }, [1]),
    q: fc.constantFrom<JsonValue>({ s: {} }, { s: { t: 1 } }, 3),
    list: fc.array(fc.constantFrom<JsonValue>(1, { p: 1 }, {}), { maxLength: 3 }),
  },
  { requiredKeys: [] },
)

function decide(fixes: readonly string[], a: JsonObject): ReturnType<typeof run> {
  return run(fixes, { target: 't.run', a })
}

function run(
  fixes: readonly string[],
  request: PolicyRequest & { readonly a: JsonObject },
): {
  readonly patches: readonly Operation[]
  readonly patched: JsonObject
} {
  const text = `mode gate\ninput a: json\n${fixes.map((fix, index) => `policy p${index} on t.run { fix ${fix} }`).join('\n')}`
  const { bundle, diagnostics } = compilePolicy(text)
  expect(diagnostics).toEqual([])
  const patches = bundle!.decide(request, { now: 0 }).patches
  return { patches, patched: applyPatch(request as unknown as JsonValue, patches) as JsonObject }
}

law(
  'a fix that was applied is not proposed again, and its patch applies with its guards',
  fc.tuple(anyFix, anyRequest),
  ([fix, a]) => {
    const { patched } = decide([fix], a)
    expect(decide([fix], patched.a as JsonObject).patches).toEqual(
      fix.startsWith('remove a.list') ? expect.anything() : [],
    )
  },
)

law(
  'the patch of any fixes applies, whatever their order, and is the same',
  fc.tuple(fc.uniqueArray(anyFix, { maxLength: 4 }), anyRequest),
  ([fixes, a]) => {
    const forward = decide(fixes, a)
    expect(decide([...fixes].reverse(), a).patches).toEqual(forward.patches)
  },
)

law(
  'fixes that set places apply once: to decide again proposes nothing',
  fc.tuple(
    fc.uniqueArray(
      anyFix.filter((fix) => fix.startsWith('set')),
      { maxLength: 4 },
    ),
    anyRequest,
  ),
  ([fixes, a]) => {
    const { patched } = decide(fixes, a)
    const again = decide(fixes, patched.a as JsonObject)
    // What was left out because it excluded another is left out again; what could not be applied still cannot.
    expect(again.patches).toEqual([])
  },
)
