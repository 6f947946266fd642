import fc from 'fast-check'
import { anyProgram, headerText, type ProgramParts, policyText } from './keel-arbitraries.js'

/** Constants and functions that the rules below use; over the inputs of generated programs. */
const PRELUDE = `
let flag = m.p == true
let object = m
let names = n.list ?? []
let small = n.q
fn isOn(o: json): bool = o.p == true
fn both(a: json, b: json): bool = isOn(a) && b.q == 1
fn listed(o: json): json = o.list ?? []
fn pick(a: json, b: json): json = a?.r ?? b.r
fn tagged(s: json): json = "<{s}>"
`

/** `P` is a path, `C` a condition, `E` an effect, `#` a number that makes names unique. */
const RULES: readonly string[] = [
  'let x# = P\nwhen x# == 1 E\nwhen x#.p deny "{x#.r}" at x#.p',
  'let x# = P\nlet y# = x#?.q ?? 2\nwhen y# > 1 { E }\nwarn "{y#} {x#}" at x#.q',
  'when isOn(P) || C E',
  'unless both(P, P) deny "not both {P}"',
  'when pick(P, P) == "x" E',
  'for c# in listed(P) where c# != 1 deny "{c#}" at c#',
  'for c#, i# in P.list { when c#.q == 1 || i# == 0 { E } when C warn "{i#} {c#.r}" at c#.r }',
  'for c# in (P.list ?? []) ++ names { when c# == 1 && C deny at c# }',
  'for v#, k# in P { when k# == "p" && C warn "{k#}={v#}" at v# }',
  'let l# = [c.q for c in P.list where c.p == true]\nwhen size(l#) > 0 E',
  'when any c in P.list: c == P E',
  'when all c, i in P.list: c == 1 || P.q == i E',
  'when none c in P.list: c.p == true && C E',
  'when (count c in P.list: c == 1 || C) > 1 E',
  'when P in P.list E',
  'when P.r in ["x", "xy"] && C E else { warn "other {P.r}" }',
  'when C { let x# = P deny "{x#.name}" at x#.name } else { let x# = P.q when x# == 1 E }',
  'when P.r matches r"x.*" E',
  'when contains(P.r, "y") || contains(P.list, P.q) E',
  'when tagged(P.r) == "<x>" E',
  'when (if P.p then P.q else P.r) == 1 E',
  'when flag && object.q == 1 E',
  'when (P.q ?? P.r) == 1 && C E',
  'when (P.name.p ?? P.q ?? 1) == 1 E',
  'when any c in P.list: (if c == 1 then c else P.p) E',
  'when small == 1 || required(P.q) == 2 E',
  'when -P.q == -1 || P.q + small > 2 E',
  'require approvals 1 from group("g", P.r) distinct from P.r "by {P.r}"',
  'require approvals P.q from group("g") including group("h") within 10ms',
  'require approvals 2 from group("g") escalate to group("d", P.r) after 5ms since P.q',
  'when C require "ticket" { id: P, on: [P.q, "a{P.r}"] } "see {P.q}"',
  'warn "fix" fix set m.q = P.q',
  'when C deny fix set m.name = "{P.r}" fix remove n.p',
  'when target == "a.x" && C E',
  'when target startsWith "a." { E }',
  'when now > P.q || C E',
  'when has(P.p) && not C E',
  'when set(P.list) == set(names) E',
  'when {p: P.q, "list": []} == P E',
  'when P["r"] == "x" || P.list[0] == 1 || n[P.r] == 2 E',
  'when C { when C E else verdict review } else { verdict accept "{P}" }',
  'when min(P.q, 1) == 1 || lower(P.r) startsWith "x" E',
]

const PATHS: readonly string[] = [
  'm',
  'n',
  'm.p',
  'm.list',
  'n.name',
  'n.q',
  'm.r',
  'm.name',
  'n.list[0]',
  'm?.q',
]
const CONDITIONS: readonly string[] = [
  'm.p',
  'n.p == true',
  'm.q == 1',
  'n.q < 2',
  'n.r == "x"',
  'm.r != "xy"',
  'isOn(n)',
  '(n.p == true || m.q == 0)',
  '(m.p == true && n.q == 1)',
  'm.name.p == null',
  'has(n.name)',
]
const EFFECTS: readonly string[] = [
  'allow',
  'deny',
  'deny "because {m.r}" at n.r',
  'warn',
  'verdict review',
  'verdict revert',
  'require "ticket" { id: n.q }',
]

/** Generated programs, and beside their rules others that use constants, functions, lets and all kinds of loops. */
export function anyRichProgram(): fc.Arbitrary<string> {
  const rule = fc
    .tuple(fc.constantFrom(...RULES), fc.array(fc.nat(), { minLength: 8, maxLength: 8 }))
    .map(([template, picks]) => (serial: number) => {
      let at = 0
      const pick = (list: readonly string[]): string => list[picks[at++ % picks.length]! % list.length]!
      return template
        .replaceAll('#', String(serial))
        .replaceAll(/\bP\b/g, () => pick(PATHS))
        .replaceAll(/\bC\b/g, () => pick(CONDITIONS))
        .replaceAll(/\bE\b/g, () => pick(EFFECTS))
    })
  const policies = fc.array(
    fc.tuple(
      fc.constantFrom('a.x', 'a.*', '*', 'a.{x,y}', 'b.*', '"a.x", b.c.*'),
      fc.array(rule, { minLength: 1, maxLength: 3 }),
    ),
    { minLength: 1, maxLength: 4 },
  )
  return fc.tuple(anyProgram(), policies).map(([program, rich]) => {
    const more = rich.map(([targets, rules], index) => ({
      name: `q${index}`,
      targets,
      rules: rules.map((write, serial) => write(serial)),
    }))
    return textOf({ mode: program.mode, policies: [...program.policies, ...more] })
  })
}

/** A program with a second module of the other mode, so that targets of both modes stand side by side. */
export function anyMixedProgram(): fc.Arbitrary<readonly { path: string; text: string }[]> {
  return fc.tuple(anyProgram(), anyProgram()).map(([one, other]) => {
    const gate = {
      mode: 'gate' as const,
      policies: other.policies.map((policy) => ({ ...policy, targets: 'c.*' })),
    }
    const guard = {
      mode: 'guard' as const,
      policies: one.policies.map((policy) => ({
        ...policy,
        targets: policy.targets
          .replace('*', 'a.*')
          .replace('a.a', 'a')
          .replace('b.a', 'b')
          .replace('c.a', 'c'),
      })),
    }
    return [
      {
        path: 'guard.keel',
        text: `module guarded\n${headerText(guard.mode)}\n${guard.policies.map(policyText).join('\n')}`,
      },
      {
        path: 'gate.keel',
        text: `module gated\n${headerText(gate.mode)}\n${gate.policies.map(policyText).join('\n')}`,
      },
    ]
  })
}

function textOf({ mode, policies }: ProgramParts): string {
  return [headerText(mode), PRELUDE, ...policies.map(policyText)].join('\n')
}
