import { isJsonObject, isKeelsonError, type JsonValue, parseJson } from '../../core/index.js'
import { invalidProgram } from '../runtime/compiled.js'
import type { Program } from '../runtime/program.js'
import type { ProgramTest } from '../runtime/program-test.js'

/**
 * The tests of a program, which may come from bytes: each part of the one form that the compiler writes.
 *
 * @throws KeelsonError `policy/invalid-bundle`
 */
export function readTests({ tests }: Program): readonly ProgramTest[] {
  if (tests === undefined) return []
  if (!listOf(test)(tests as unknown as JsonValue)) throw invalidProgram('its tests have another form')
  return tests
}

type Form = (value: JsonValue) => boolean

const text: Form = (value) => typeof value === 'string'
const flag: Form = (value) => typeof value === 'boolean'
const whole: Form = (value) => Number.isSafeInteger(value)
const jsonText: Form = (value) => {
  try {
    parseJson(value as string)
    return true
  } catch (error) {
    if (isKeelsonError(error)) return false
    throw error
  }
}
const key: Form = (value) => text(value) || (whole(value) && (value as number) >= 0)
/** Of a place in the request: it begins with the name of a root. */
const place: Form = (value) => listOf(key)(value) && typeof (value as readonly JsonValue[])[0] === 'string'
const placeOrNone: Form = (value) => place(value) || (Array.isArray(value) && value.length === 0)

const span: Form = (value) =>
  isJsonObject(value) &&
  ['offset', 'length', 'line', 'column'].every((name) => whole(value[name] ?? null)) &&
  (value.path === undefined || typeof value.path === 'string')

const given: Readonly<Record<string, Form>> = {
  set: record({ path: place, json: jsonText }),
  remove: record({ path: place }),
  now: record({ value: whole }),
}
const approval = record({ by: text, groups: listOf(text), at: orNull(whole) })
const expected: Readonly<Record<string, Form>> = {
  finding: record({
    negated: flag,
    finding: (value) => FINDINGS.includes(value as string),
    text: orNull(text),
    policy: orNull(text),
    pointer: orNull(text),
    span,
  }),
  obligation: record({ negated: flag, name: text, span }),
  fix: record({ path: place, json: jsonText, span }),
  noValue: record({ path: place, span }),
  noFix: record({ path: placeOrNone, span }),
}
const FINDINGS: readonly string[] = [
  ...['allow', 'deny', 'pending', 'warn', 'review', 'revert', 'accept', 'error'],
]

// The depth of what a bundle holds is bounded, and so is this recursion.
function test(value: JsonValue): boolean {
  return record({
    name: text,
    module: text,
    given: listOf(oneOf(given)),
    approvals: listOf(approval),
    expected: listOf(oneOf(expected)),
    cases: listOf(test),
    span,
  })(value)
}

/** Of a form that its `op` says. */
function oneOf(forms: Readonly<Record<string, Form>>): Form {
  return (value) => {
    if (!isJsonObject(value) || typeof value.op !== 'string' || !Object.hasOwn(forms, value.op)) return false
    const { op, ...rest } = value
    return forms[op as string]!(rest)
  }
}

function record(fields: Readonly<Record<string, Form>>): Form {
  const names = Object.keys(fields)
  return (value) =>
    isJsonObject(value) &&
    Object.keys(value).length === names.length &&
    names.every((name) => Object.hasOwn(value, name) && fields[name]!(value[name]!))
}

function listOf(form: Form): Form {
  return (value) => Array.isArray(value) && (value as readonly JsonValue[]).every((item) => form(item))
}

function orNull(form: Form): Form {
  return (value) => value === null || form(value)
}
