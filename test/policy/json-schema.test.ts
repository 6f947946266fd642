import type { JsonValue } from 'keelson/core'
import { compilePolicy } from 'keelson/policy'
import { describe, expect, test } from 'vitest'
import { typesFromSchemas } from '../../src/policy/typing/json-schema.js'
import { writeType } from '../../src/policy/typing/type.js'
import { expectCode } from '../support/expect-code.js'

const POD: JsonValue = {
  type: 'object',
  required: ['spec'],
  properties: {
    spec: { $ref: '#/$defs/PodSpec' },
    metadata: { type: 'object', additionalProperties: { type: 'string' } },
  },
  $defs: {
    PodSpec: {
      type: 'object',
      required: ['containers'],
      properties: {
        containers: { type: 'array', items: { $ref: '#/$defs/Container' } },
        restartPolicy: { enum: ['Always', 'Never'] },
        nested: { $ref: '#/$defs/PodSpec' },
      },
    },
    Container: {
      allOf: [
        { type: 'object', required: ['name'], properties: { name: { type: 'string' } } },
        {
          type: 'object',
          properties: { cpu: { $ref: '#/$defs/io.k8s.apimachinery.pkg.api.resource.Quantity' } },
        },
      ],
    },
    'io.k8s.apimachinery.pkg.api.resource.Quantity': { type: 'string' },
  },
}

function written(schema: JsonValue): string {
  return writeType(typesFromSchemas({ T: schema }).get('T')!)
}

describe('types from JSON Schemas', () => {
  test.each<readonly [schema: JsonValue, type: string]>([
    [{ type: 'string' }, 'string'],
    [{ type: 'integer' }, 'int'],
    [{ type: ['number', 'null'] }, 'number?'],
    [{ type: ['number', 'string'] }, 'json'],
    [{ type: 'string', format: 'date-time' }, 'time'],
    [{ type: 'string', format: 'quantity', nullable: true }, 'quantity?'],
    [{ enum: ['a', 'b', null] }, '"a" | "b"?'],
    [{ enum: [1, 'b'] }, 'json'],
    [{ const: 'a' }, '"a"'],
    [{ type: 'array', items: { type: 'boolean' } }, '[bool]'],
    [{ type: 'array', prefixItems: [{ type: 'boolean' }] }, '[json]'],
    [{ type: 'object' }, '{ ... }'],
    [{ type: 'object', additionalProperties: { type: 'integer' } }, '{ [string]: int }'],
    [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 'string?'],
    [
      {
        oneOf: [
          { type: 'object', properties: {} },
          { type: 'object', properties: {} },
        ],
      },
      'json',
    ],
    [{ 'x-kubernetes-int-or-string': true, type: 'string' }, 'json'],
    [true, 'json'],
    [{}, 'json'],
  ])('%j is %s', (schema, type) => {
    expect(written(schema)).toBe(type)
  })

  test('give policies the members, what may be absent and the nearest name', () => {
    const codes = (body: string): string[] => {
      const text = `input object: Pod\npolicy p on k8s.Pod.create { ${body} }`
      return compilePolicy(text, { schemas: { Pod: POD } }).diagnostics.map(
        ({ code, help }) => `${code} ${help ?? ''}`,
      )
    }
    expect(codes('for c in object.spec.containers when (c.cpu ?? q"0") > q"1" deny "{c.name}"')).toEqual([])
    expect(codes('for c in object.spec.contaners deny "{c}"')).toEqual([
      'policy/unknown-member did you mean containers?',
    ])
    expect(codes('when object.spec.restartPolicy == "Always" deny')[0]).toMatch(
      /^policy\/missing-not-handled/,
    )
    expect(codes('when (object.spec?.restartPolicy ?? "Never") == "Nevr" deny')[0]).toMatch(
      /^policy\/type-clash did you mean/,
    )
    expect(codes('when (object.spec?.nested?.nested?.restartPolicy ?? "Never") == "Never" deny')).toEqual([])
  })

  test.each<readonly [what: string, schema: JsonValue, path: string]>([
    ['a reference to nothing', { $ref: '#/$defs/X' }, '/schemas/T/$ref'],
    ['a reference elsewhere', { $ref: 'https://example.com/x' }, '/schemas/T/$ref'],
    ['a reference to itself', { $ref: '#' }, '/schemas/T/$ref'],
    ['properties that are a list', { properties: [] }, '/schemas/T/properties'],
    ['a schema that is a number', { properties: { a: 5 } }, '/schemas/T/properties/a'],
  ])('%s is refused with its place', (_what, schema, path) => {
    const error = expectCode('policy/invalid-schema', () => typesFromSchemas({ T: schema }))
    expect(error.path).toBe(path)
  })

  test('a name that is no type name is refused', () => {
    expectCode('policy/invalid-options', () => compilePolicy('', { schemas: { string: {} } }))
    expectCode('policy/invalid-options', () => compilePolicy('', { schemas: { 'a.b': {} } }))
  })
})
