import { readFileSync } from 'node:fs'
import { encode } from '@msgpack/msgpack'
import type { JsonObject } from 'keelson/core'
import { packBinaryForm } from 'keelson/hash'
import { compilePolicy } from 'keelson/policy'
import { loadBundle } from 'keelson/policy/runtime'
import { describe, expect, test } from 'vitest'
import { ParameterValues } from '../../src/policy/lower/bind-parameters.js'
import { lowerProgram } from '../../src/policy/lower/lower-program.js'
import { isProgram } from '../../src/policy/runtime/is-program.js'
import type { Program } from '../../src/policy/runtime/program.js'
import { DiagnosticSink } from '../../src/policy/syntax/diagnostic-sink.js'
import { FileParser } from '../../src/policy/syntax/parse-file.js'
import { ParseSession } from '../../src/policy/syntax/parse-session.js'
import { expectCode } from '../support/expect-code.js'

const TEXT = `mode gate
input a: json
let limit = a.limit ?? 3
policy p(names: [string] = ["x", "y"]) on t.{run,walk}, k.* {
  let list = a.list ?? []
  for item, i in list where item.name in names && has(item.on) {
    when item["n"] % 2 == 1 && not (i >= limit || -i > 2) deny "{i}: {item.name} {1h}" at item.n
    else require approvals 1 from group("g") including group("h") distinct from a.by within 2h
  }
  unless (any x in list: if x.a then x.b else x?.c == null) {
    require "x" { size: size(list), l: [a.b] }
    verdict review
  }
}`

function programOf(text: string): Program {
  const sink = new DiagnosticSink()
  const file = new FileParser(new ParseSession(sink)).parse(text, 'p.keel')
  const { program } = lowerProgram([file], new ParameterValues({}), new Map(), sink)
  expect(sink.sorted()).toEqual([])
  return program
}

const bytes = compilePolicy(TEXT).bundle!.toBytes()
const request = {
  target: 't.run',
  a: { by: 'eve', list: [{ name: 'x', on: true, n: 3, a: true, b: false }] },
}

function packed(program: unknown): Uint8Array {
  return packBinaryForm({ magic: 'KSPB', version: 1, code: 'x/x' }, encode(program))
}

describe('a bundle from bytes', () => {
  test('decides as the compiled one', () => {
    const loaded = loadBundle(bytes)
    const decision = loaded.decide(request, { now: 0 })
    expect(decision).toEqual(compilePolicy(TEXT).bundle!.decide(request, { now: 0 }))
    expect(decision.effect).toBe('deny')
  })

  test('is refused where any byte was changed', () => {
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = bytes.slice()
      changed[at]! ^= 1
      expectCode('policy/invalid-bundle', () => loadBundle(changed))
    }
  })

  test('is refused where it was cut', () => {
    for (let length = 0; length < bytes.length; length += 7) {
      expectCode('policy/invalid-bundle', () => loadBundle(bytes.slice(0, length)))
    }
    expectCode('policy/invalid-bundle', () => loadBundle('KSPB' as never))
  })

  test('is refused where it is of another language version', () => {
    const other = { ...programOf(TEXT), language: 2 }
    const error = expectCode('policy/language-version', () => loadBundle(packed(other)))
    expect(error.message).toBe('the bundle is of language version 2')
  })

  test('is refused where the payload is no program, although its digest is right', () => {
    expectCode('policy/invalid-bundle', () =>
      loadBundle(packBinaryForm({ magic: 'KSPB', version: 1, code: 'x/x' }, new Uint8Array([0xc1]))),
    )
    for (const program of [null, 5, [], {}, { language: 1 }, 'x']) {
      expectCode('policy/invalid-bundle', () => loadBundle(packed(program)))
    }
  })

  test('is refused where its names do not fit together', () => {
    const rename = (from: string, to: string): unknown =>
      JSON.parse(JSON.stringify(programOf(TEXT)).replace(`"name":"${from}"`, `"name":"${to}"`))
    for (const [from, to] of [
      ['list', 'lost'],
      ['size', 'sise'],
      ['limit', 'other'],
    ] as const) {
      expectCode('policy/invalid-bundle', () => loadBundle(packed(rename(from, to))))
    }
  })

  test('has the paths of its sources', () => {
    const { bundle } = compilePolicy([{ path: 'dir/\ud800.keel', text: 'policy p on t.run { deny }' }])
    const [reason] = loadBundle(bundle!.toBytes()).decide({ target: 't.run' }, { now: 0 }).reasons
    expect(reason!.span.path).toBe('dir/\ufffd.keel')
  })
})

describe('the form of a program', () => {
  test('is kept by what the compiler writes', () => {
    expect(isProgram(programOf(TEXT))).toBe(true)
  })

  test('is broken by taking any part away, adding one, or putting another kind in its place', () => {
    const program = programOf(TEXT) as unknown as JsonObject
    let tried = 0
    const visit = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return
      const object = value as Record<string, unknown>
      for (const key of Object.keys(object)) {
        const kept = object[key]
        // Any scalar may be the value of a literal.
        if (object.op !== 'literal' || key !== 'value') {
          for (const wrong of [undefined, { wrong: true }, -1.5]) {
            object[key] = wrong
            expect(isProgram(program), `${key} of ${JSON.stringify(object.op)}`).toBe(false)
            tried += 1
          }
          object[key] = kept
        }
        visit(kept)
      }
      if (Array.isArray(value)) return
      object.more = 1
      expect(isProgram(program)).toBe(false)
      Reflect.deleteProperty(object, 'more')
    }
    visit(program)
    expect(tried).toBeGreaterThan(1000)
    expect(isProgram(program)).toBe(true)
  })

  test('has a greatest height', () => {
    const program = programOf('mode gate\ninput a: json\npolicy p on t.run { when a.b deny }') as never as {
      policies: { body: { condition: unknown }[] }[]
    }
    const statement = program.policies[0]!.body[0]!
    for (let level = 0; level < 250; level += 1) {
      statement.condition = { op: 'not', operand: statement.condition, at: 0 }
    }
    expect(isProgram(program)).toBe(false)
  })
})

test('the runtime does not import the compiler', () => {
  const runtime = new URL('../../src/policy/runtime/', import.meta.url)
  const index = readFileSync(new URL('index.ts', runtime), 'utf8')
  const seen = new Set<string>()
  const visit = (name: string, text: string): void => {
    if (seen.has(name)) return
    seen.add(name)
    for (const [, path] of text.matchAll(/^(?:import|export|\}).* from '([^']+)'/gm)) {
      expect(path).toMatch(/^(\.\/[a-z-]+\.js|\.\.\/\.\.\/(core|hash)\/index\.js|@msgpack\/msgpack)$/)
      if (path!.startsWith('./')) {
        const file = path!.slice(2).replace(/\.js$/, '.ts')
        visit(file, readFileSync(new URL(file, runtime), 'utf8'))
      }
    }
  }
  visit('index.ts', index)
  expect(seen.size).toBeGreaterThan(15)
})
