import { compilePolicy } from 'keelson/policy'
import { test } from 'vitest'

const show = (text: string, request: never, now = 0) => {
  const { bundle, diagnostics } = compilePolicy(text)
  if (!bundle) {
    console.log(diagnostics)
    return
  }
  const e = bundle.explain(request, { now })
  console.log(e.effect, e.basis, e.truncated)
  for (const r of e.rules)
    console.log(
      ' ',
      r.policy,
      r.effect,
      r.outcome,
      r.message,
      r.pointer,
      '\n     ' +
        r.atoms
          .map((a) => `${a.kind}: ${a.text} is ${a.outcome} with ${JSON.stringify(a.values)}`)
          .join('\n     '),
    )
  console.log(
    '   ways:',
    e.wouldAllow
      .map((w) =>
        w.map((c) => `${c.kind} ${c.text} [${c.values.map((v) => v.pointer)}] -> ${c.wanted}`).join(' & '),
      )
      .join('\n         '),
  )
}
test('x', () => {
  show('mode gate\ninput m: json\npolicy p on a.x { when m.a == 1 && (m.b || m.c) deny "no" }', {
    target: 'a.x',
    m: { a: 1, b: false, c: true },
  } as never)
  show(
    'input m: json\npolicy p on a.x { when m.a == 1 && (m.b || m.c) allow  when any c in m.list: c.p allow when m.x deny }',
    { target: 'a.x', m: { a: 2, b: false, c: true, x: false, list: [{ p: false }, {}] } } as never,
  )
  show(
    'input m: json\nfn bad(c: json): bool = c.p && not c.q\npolicy p on a.x { allow for c in m.list where bad(c) { let z = c.r || c.q\n when z deny "{c.n}" at c.p } }',
    {
      target: 'a.x',
      m: {
        list: [
          { p: true, q: false, r: true, n: 1 },
          { p: true, q: false, r: false, n: 2 },
          { p: true, q: false, n: 3 },
        ],
      },
    } as never,
  )
  show(
    'mode gate\ninput m: json\npolicy p on a.x { when m.a > 1 deny require approvals m.n from group("g") }',
    { target: 'a.x', m: { a: 'x' } } as never,
  )
  show('mode gate\ninput m: json\npolicy p on a.x { for c in m.list deny }', {
    target: 'a.x',
    m: {},
  } as never)
})
