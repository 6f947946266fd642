import type { JsonValue } from 'keelson/core'
import { cloudformation, diff, driftedResources, templateResources } from 'keelson/diff'
import { describe, expect, test } from 'vitest'
import { expectCode } from '../../support/expect-code.js'

const profile = cloudformation()

function material(before: JsonValue, after: JsonValue): string[] {
  return diff(before, after, { profile })
    .changes.filter((change) => change.class === 'material')
    .map(({ op, pointer }) => `${op} ${pointer}`)
}

const STATEMENT = { Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: '*' }
const TURNED = { Resource: ['*'], Action: ['s3:PutObject', 's3:GetObject'], Effect: 'Allow' }

describe('properties', () => {
  test.each([
    {
      what: 'tags in another order',
      before: {
        Tags: [
          { Key: 'a', Value: '1' },
          { Key: 'b', Value: '2' },
        ],
      },
      after: {
        Tags: [
          { Key: 'b', Value: '2' },
          { Key: 'a', Value: '1' },
        ],
      },
    },
    {
      what: 'numbers and booleans as text',
      before: { Port: '80', On: 'true' },
      after: { Port: 80, On: true },
    },
    { what: 'no tags and an empty list of them', before: { Tags: [] }, after: {} },
    {
      what: 'a policy in another order',
      before: { PolicyDocument: { Statement: [STATEMENT] } },
      after: { PolicyDocument: { Statement: TURNED } },
    },
    {
      what: 'a policy as text',
      before: { AssumeRolePolicyDocument: { Statement: [STATEMENT] } },
      after: { AssumeRolePolicyDocument: JSON.stringify({ Statement: TURNED }) },
    },
  ])('are the same: $what', ({ before, after }) => {
    expect(material(before as JsonValue, after as JsonValue)).toEqual([])
  })

  test('differ in one tag, and in what a policy allows', () => {
    const tags = (Value: string): JsonValue => ({
      Tags: [
        { Key: 'a', Value: '1' },
        { Key: 'b', Value },
      ],
    })
    expect(material(tags('2'), tags('3'))).toEqual(['replace /Tags/1/Value'])
    const policy = (Action: JsonValue): JsonValue => ({
      KeyPolicy: { Statement: [{ ...STATEMENT, Action }] },
    })
    expect(material(policy('s3:GetObject'), policy('s3:*'))).toHaveLength(1)
  })

  test('may have tags as a map', () => {
    expect(material({ Tags: { a: '1', b: '2' } }, { Tags: { b: '2', a: '3' } })).toEqual(['replace /Tags/a'])
  })
})

describe('a template', () => {
  const template = (description: string, dependencies: string[], more: object = {}): JsonValue =>
    ({
      AWSTemplateFormatVersion: '2010-09-09',
      Description: description,
      Parameters: { 'Db/Password': { Type: 'String', NoEcho: true, Default: 'x' }, Size: { Type: 'Number' } },
      Resources: {
        Queue: { Type: 'AWS::SQS::Queue', DependsOn: dependencies, Properties: { Delay: 1, ...more } },
      },
    }) as unknown as JsonValue

  test('is the same with other words and its dependencies in another order', () => {
    expect(material(template('a', ['x', 'y']), template('b', ['y', 'x']))).toEqual([])
  })

  test('shows what changed in a property', () => {
    expect(material(template('a', []), template('a', [], { Delay: 2 }))).toEqual([
      'replace /Resources/Queue/Properties/Delay',
    ])
  })

  test('names the parameters that are not to be shown', () => {
    expect(profile.redact!(template('a', []))).toEqual(['/Parameters/Db~1Password/Default'])
  })

  test('becomes pairs of resources, in which functions are not known', () => {
    const document = template('a', [], {
      Key: { Ref: 'Key' },
      Name: { 'Fn::Sub': `x-$${'{Db/Password}'}` },
      Tags: [{ Key: 'a', Value: { 'Fn::GetAtt': ['B', 'Arn'] } }],
      Plain: { Reference: 1 },
    })
    const read = {
      Delay: 1,
      Key: { Ref: 'Key' },
      Name: 'x-y',
      Tags: [{ Key: 'a', Value: 'v' }],
      Plain: { Reference: 1 },
      Arn: 'a',
    }
    const [pair, ...none] = templateResources(document, { Queue: read })
    expect(none).toEqual([])
    expect(pair).toMatchObject({
      id: 'Queue',
      type: 'AWS::SQS::Queue',
      unknown: ['/Key', '/Name', '/Tags/0/Value'],
      sensitive: ['/Name'],
    })
    expect(Object.keys(pair!.after as object)).not.toContain('Arn')
    // Even where what was read back looks like the function itself.
    expect(material(pair!.before, pair!.after).map((line) => line.split(' ')[1])).toEqual(
      expect.arrayContaining(['/Name', '/Tags/0/Value']),
    )
    expect(
      diff(pair!.before, pair!.after, { profile }).changes.some(({ pointer }) => pointer.startsWith('/Key')),
    ).toBe(true)
  })

  test('has a resource that is not there', () => {
    expect(templateResources(template('a', []), {})[0]!.after).toBeNull()
  })

  test('is refused where it is none', () => {
    expectCode('diff/invalid-document', () => templateResources({}, {}))
    expectCode('diff/invalid-document', () => templateResources(template('a', []), null))
    expectCode('diff/invalid-document', () => templateResources({ Resources: { A: 1 } }, {}))
    const planted = { 'keelson:unknown': 'not known' }
    expectCode('diff/reserved-key', () => templateResources(template('a', [], planted), {}))
  })
})

describe('drifted resources', () => {
  const drift = (more: object): JsonValue =>
    ({
      StackResourceDrifts: [{ LogicalResourceId: 'Queue', ResourceType: 'T', ...more }],
    }) as unknown as JsonValue

  test('are read from the texts that AWS answers', () => {
    const [pair] = driftedResources(
      drift({
        StackResourceDriftStatus: 'MODIFIED',
        ExpectedProperties: '{"A":"1"}',
        ActualProperties: '{"A":2}',
      }),
    )
    expect(pair).toEqual({
      id: 'Queue',
      type: 'T',
      status: 'MODIFIED',
      before: { A: '1' },
      after: { A: 2 },
      unknown: [],
      sensitive: [],
    })
  })

  test('are not there where they were deleted, and left out where nobody looked', () => {
    const deleted = drift({
      StackResourceDriftStatus: 'DELETED',
      ExpectedProperties: '{}',
      ActualProperties: '{}',
    })
    expect(driftedResources(deleted)[0]!.after).toBeNull()
    expect(driftedResources(drift({ StackResourceDriftStatus: 'NOT_CHECKED' }))).toEqual([])
  })

  test('are refused where they are none', () => {
    expectCode('diff/invalid-document', () => driftedResources({}))
    expectCode('diff/invalid-document', () => driftedResources({ StackResourceDrifts: [{}] }))
    expectCode('core/invalid-json', () => driftedResources(drift({ ExpectedProperties: '{' })))
    expectCode('diff/reserved-key', () =>
      driftedResources(drift({ ActualProperties: '{"keelson:unknown":1}' })),
    )
  })
})
