import { loadPack, packSources, packs } from 'keelson/packs'
import { formatPolicy } from 'keelson/policy'
import { describe, expect, test } from 'vitest'
import { expectCode } from '../support/expect-code.js'
import {
  allWithTests,
  bundleOf,
  declarationsOf,
  keelFiles,
  policiesOf,
  textOf,
  withTests,
} from './support/pack-files.js'

const names = packs.map(({ name }) => name)

describe('the texts', () => {
  test.each(keelFiles)('%s is formatted', (file) => {
    expect(formatPolicy(textOf(file))).toBe(textOf(file))
  })

  test('users get every file but the tests, as it stands in src/packs', () => {
    const got = packSources().map(({ path, text }) => [path, text] as const)
    const files = keelFiles.filter((file) => !file.endsWith('.test.keel'))
    expect(new Map(got)).toEqual(new Map(files.map((file) => [`keelson/packs/${file}`, textOf(file)])))
    expect(got).toHaveLength(files.length)
  })

  test.each(names)('%s has a file of its own, is a gate, and has tests', (name) => {
    expect(keelFiles).toContain(`${name}.keel`)
    expect(keelFiles).toContain(`${name}.test.keel`)
    const declarations = declarationsOf(textOf(`${name}.keel`))
    expect(declarations.filter(({ kind }) => kind === 'mode')).toMatchObject([{ mode: 'gate' }])
    expect(policiesOf(textOf(`${name}.keel`)).length).toBeGreaterThan(3)
  })

  test.each(names)('%s gives every parameter a default', (name) => {
    const parameters = policiesOf(textOf(`${name}.keel`)).flatMap((policy) => policy.parameters)
    expect(parameters.filter(({ preset }) => preset === null)).toEqual([])
  })

  test.each(names)(
    '%s says of each policy what it is for, how grave, and which controls it serves',
    (name) => {
      for (const policy of policiesOf(textOf(`${name}.keel`))) {
        expect(policy.documentation).toMatch(/^[A-Z].*\.$/s)
        expect(policy.annotations.map((annotation) => annotation.name.text)).toContain('severity')
        expect(policy.annotations.map((annotation) => annotation.name.text)).toContain('control')
      }
    },
  )

  test.each(names)('%s points at a place with every rule but those about approvals', (name) => {
    const rules = [
      ...textOf(`${name}.keel`).matchAll(/^\s*.*\b(?:deny|warn|verdict (?:review|revert|accept)) "(.*)$/gm),
    ]
    expect(rules.length).toBeGreaterThan(0)
    for (const { index, input } of rules) {
      expect(input.slice(index).split('\n').slice(0, 2).join(' ')).toMatch(/" at |"\s+at /)
    }
  })
})

describe('compiled', () => {
  test.each(names)('%s alone has no errors and no warnings', (name) => {
    bundleOf(loadPack(name).sources)
  })

  test('all together have no errors and no warnings, and decide on every target', () => {
    const bundle = bundleOf(packSources())
    expect(bundle.decide({ target: 'coffee.Cup.get' }, { now: 0 })).toMatchObject({
      effect: 'allow',
      errors: [],
    })
  })

  test('every pair of packs has none either', () => {
    for (const one of names) for (const other of names) bundleOf(packSources([one, other]))
  })
})

describe('tests in Keel', () => {
  test.each(names)('%s: all pass, and every rule is reached', (name) => {
    const report = bundleOf(withTests(name)).test()
    expect(report.cases.filter(({ passed }) => !passed)).toEqual([])
    expect(report.passed).toBeGreaterThan(20)
    expect(report.coverage.rules).toBe(1)
    expect(report.coverage.conditions).toBeGreaterThan(0.97)
  })

  test('they pass, too, where all packs are compiled together', () => {
    const report = bundleOf(allWithTests()).test()
    expect(report.cases.filter(({ passed }) => !passed)).toEqual([])
    expect(report.passed).toBeGreaterThan(500)
    expect(report.coverage.rules).toBe(1)
    expect(report.coverage.conditions).toBeGreaterThan(0.99)
  })
})

describe('loadPack and packSources', () => {
  test('give the packs that are named, shared modules once', () => {
    const paths = packSources(['immutable-change', 'kubernetes-baseline', 'rollout']).map(({ path }) => path)
    expect(new Set(paths).size).toBe(paths.length)
    expect(paths).toHaveLength(5)
    expect(packSources([])).toEqual([])
  })

  test('tell of a name that is none', () => {
    const misspelt = expectCode('packs/unknown-pack', () => loadPack('kubernetes-basline'))
    expect(misspelt.help).toBe('did you mean kubernetes-baseline?')
    const other = expectCode('packs/unknown-pack', () => packSources(['rollout', '__proto__']))
    expect(other.help).toContain('agent-guardrails, ai-artifacts')
    expectCode('packs/unknown-pack', () => loadPack(undefined as unknown as string))
  })
})
