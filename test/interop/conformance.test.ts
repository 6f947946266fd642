import { readFileSync } from 'node:fs'
import { type BehaviourEvent, createBehaviourModel } from 'keelson/behaviour'
import {
  cloudTrailEvents,
  genAiSpanEvents,
  githubAuditEvents,
  type InteropOptions,
  kubernetesAuditEvents,
  mcpToolCallEvents,
} from 'keelson/interop'
import { describe, expect, test } from 'vitest'
import { expectCode } from '../support/expect-code.js'
import { PROJECT_ROOT } from '../support/source-files.js'

interface Case {
  readonly name: string
  readonly records: unknown
  readonly options?: InteropOptions
  /** What comes of them; or else the error. */
  readonly events?: readonly BehaviourEvent[]
  readonly error?: { readonly code: string; readonly path: string }
}

const FORMATS: readonly (readonly [
  file: string,
  convert: (records: never, options?: InteropOptions) => BehaviourEvent[],
])[] = [
  ['kubernetes-audit', kubernetesAuditEvents],
  ['cloudtrail', cloudTrailEvents],
  ['github-audit', githubAuditEvents],
  ['gen-ai-spans', genAiSpanEvents],
  ['mcp-tool-calls', mcpToolCallEvents],
]

describe.each(FORMATS)('docs/interop.md, case by case: %s', (file, convert) => {
  const cases = JSON.parse(
    readFileSync(`${PROJECT_ROOT}test/interop/conformance/${file}.json`, 'utf8'),
  ) as readonly Case[]

  test.each(cases)('$name', ({ records, options, events, error }) => {
    const before = structuredClone(records)
    if (error !== undefined) {
      const thrown = expectCode(error.code, () => convert(records as never, options))
      expect(thrown.path).toBe(error.path)
      expect(thrown.help).toBeTruthy()
      return
    }
    const converted = convert(records as never, options)
    expect(converted).toEqual(events)
    expect(records).toEqual(before)
    // What comes out is what a model takes.
    const model = createBehaviourModel()
    for (const event of converted) model.learn(event)
  })

  test('says each thing once', () => {
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length)
  })
})
