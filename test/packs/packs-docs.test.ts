import { readFileSync } from 'node:fs'
import { packSources, packs } from 'keelson/packs'
import { compilePolicy, type PolicyRequest } from 'keelson/policy'
import { describe, expect, test } from 'vitest'
import { PROJECT_ROOT } from '../support/source-files.js'
import { bundleOf, policiesOf, textOf } from './support/pack-files.js'

const page = readFileSync(`${PROJECT_ROOT}docs/packs.md`, 'utf8')
const sections = new Map(page.split(/^## /m).map((text) => [text.slice(0, text.indexOf('\n')), text]))

/** Rows of the tables of a section, cells without the marks of code. */
function rowsOf(section: string): string[][] {
  return [...sections.get(section)!.matchAll(/^\| (.*) \|$/gm)].map(([, row]) =>
    row!.split(' | ').map((cell) => cell.replaceAll('`', '')),
  )
}

const oneLine = (text: string): string =>
  text.replaceAll(/\s+/g, ' ').replaceAll(/\[ /g, '[').replaceAll(/,? \]/g, ']')

const valuesOf = (policy: ReturnType<typeof policiesOf>[number], annotation: string): string[] =>
  policy.annotations.flatMap(({ name, values }) =>
    name.text === annotation ? values.map(({ text }) => text) : [],
  )

describe.each(packs.map(({ name }) => name))('docs/packs.md on %s', (name) => {
  const text = textOf(`${name}.keel`)
  const policies = policiesOf(text)
  const rows = rowsOf(name)

  test('has every rule, with severity, documentation and controls', () => {
    for (const policy of policies) {
      expect(rows).toContainEqual([
        policy.name.text,
        valuesOf(policy, 'severity')[0],
        oneLine(policy.documentation).replaceAll('`', ''),
        valuesOf(policy, 'control').join(', '),
      ])
    }
    expect(rows.filter((row) => row.length === 4)).toHaveLength(policies.length + 1)
  })

  test('has every parameter, with its default', () => {
    for (const policy of policies) {
      for (const { name: parameter, preset } of policy.parameters) {
        const { offset, length } = preset!.span
        const written = oneLine(text.slice(offset, offset + length))
        const found = rows.find(
          ([cell, of, value]) =>
            cell === parameter.text && of!.split(', ').includes(policy.name.text) && value === written,
        )
        expect(found, `${policy.name.text}(${parameter.text} = ${written})`).toBeDefined()
      }
    }
  })

  test('has every target', () => {
    const [, listed] = sections.get(name)!.match(/^Targets: (.*)\.$/m)!
    for (const { kind, name: target } of policies.flatMap((policy) => policy.targets)) {
      const last = target.lastIndexOf('.')
      const written = kind === 'every' ? '*' : kind === 'prefix' ? `${target}.*` : target.slice(0, last)
      expect(listed).toContain(`\`${written}`)
      if (kind === 'exact') expect(listed).toContain(target.slice(last + 1))
    }
  })

  test('the example is decided as the page says', () => {
    const [, at, answer, request] = sections
      .get(name)!
      .match(/^At (\S+), this is (.*):\n\n```json [a-z-]+\n([\s\S]*?)^```$/m)!
    const decision = bundleOf(packSources([name])).decide(JSON.parse(request!) as PolicyRequest, {
      now: Date.parse(at!),
    })
    expect(decision.errors).toEqual([])
    expect(answer).toContain(`\`${decision.effect}\``)
    if (decision.verdict !== null) expect(answer).toContain(`\`${decision.verdict}\``)
    const said = [
      ...answer!.matchAll(/`([a-z]+[A-Z]\w*|response|canary|datasets|vulnerabilities|signedModel)`/g),
    ]
    const wanted = new Set(said.map(([, policy]) => policy))
    const severe = decision.reasons.filter(
      ({ effect }) => effect === decision.effect || effect === decision.verdict,
    )
    expect(new Set(severe.map(({ policy }) => policy.slice(policy.lastIndexOf('.') + 1)))).toEqual(wanted)
  })
})

describe('docs/packs.md', () => {
  test('has every control that a rule serves, once, and no other', () => {
    const used = new Set(
      packs.flatMap(({ name }) =>
        policiesOf(textOf(`${name}.keel`)).flatMap((policy) => valuesOf(policy, 'control')),
      ),
    )
    const published = [...used].filter((control) => !control.startsWith('Kubernetes PSS '))
    const listed = rowsOf('Controls')
      .slice(1)
      .map(([control]) => control)
    expect(listed).toEqual([...published].sort())
    expect(published.every((control) => FORMS.test(control))).toBe(true)
  })

  test('the first example compiles', () => {
    const own = {
      path: 'own.keel',
      text: 'mode gate  policy noCoffee on coffee.brew { deny "not after noon" }',
    }
    expect(page).toContain(own.text)
    const { bundle, diagnostics } = compilePolicy([own, ...packSources(['kubernetes-baseline', 'rollout'])], {
      parameters: { level: 'baseline', 'keelson.rollout.canary.most': 10 },
    })
    expect(diagnostics).toEqual([])
    expect(bundle!.decide({ target: 'coffee.brew' }, { now: 0 }).effect).toBe('deny')
  })
})

/** How the identifiers of each catalogue are written. */
const FORMS =
  /^(?:FedRAMP 20x KSI-[A-Z]{3}-[A-Z]{3}|NIST SP 800-53 [A-Z]{2}-\d+(?:\(\d+\))?|NIST AI RMF (?:GOVERN|MAP|MEASURE|MANAGE) \d\.\d+|EU AI Act art\. \d+|ISO\/IEC 42001 A\.\d+(?:\.\d+){1,2})$/
