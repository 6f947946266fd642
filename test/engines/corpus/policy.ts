import { loadPack, packs } from 'keelson/packs'
import {
  compareBundles,
  compilePolicy,
  formatComparison,
  formatExplanation,
  formatPolicy,
  type PolicyBundle,
} from 'keelson/policy'
import { analyzePolicy, completions, definition, hover, symbols } from 'keelson/policy/editor'
import { loadBundle } from 'keelson/policy/runtime'
import type { Draw } from './draw.js'
import { damageModule, drawModule, drawRequest, POLICY_NOW } from './policy-texts.js'
import { type CorpusRoom, outcome } from './room.js'

/** One scenario in eight is about a pack instead of a module that was drawn. */
function drawSources(draw: Draw): string | ReturnType<typeof loadPack>['sources'] {
  return draw.chance(1, 8) ? draw.pick(packs.map(({ name }) => loadPack(name).sources)) : drawModule(draw)
}

function decide(draw: Draw, bundle: Pick<PolicyBundle, 'decide'>, subject: string | undefined): unknown {
  const options = { now: POLICY_NOW, digest: draw.chance(1, 3), fuel: draw.pick([100_000, 40]) }
  return outcome(() => bundle.decide(drawRequest(draw, subject), options))
}

function compileDamaged(draw: Draw): unknown {
  const text = damageModule(draw, drawModule(draw))
  return [compilePolicy(text).diagnostics, outcome(() => formatPolicy(text))]
}

/** What an editor asks while somebody writes: at places of the text, which is not always whole. */
function edit(draw: Draw): unknown {
  const text = draw.chance(1, 2) ? drawModule(draw) : damageModule(draw, drawModule(draw))
  const analysis = analyzePolicy([{ path: 'a.keel', text }])
  const place = () => ({ path: 'a.keel', offset: draw.below(text.length) })
  const asked = draw.list(3, 6, () => {
    const position = place()
    return [hover(analysis, position), definition(analysis, position)]
  })
  return [symbols(analysis), asked, completions(analysis, place())]
}

/** Which decisions another module would change. */
function compare(draw: Draw, bundle: PolicyBundle): unknown {
  const other = compilePolicy(drawModule(draw)).bundle!
  return outcome(() => {
    const comparison = compareBundles(bundle, other, { decisions: 40 })
    return [comparison, formatComparison(comparison)]
  })
}

/**
 * Diagnostics, formatting, decisions, explanations, bundle bytes, loaded bundles, residuals, comparisons, tests and an
 * editor's questions of one module.
 */
export const policyRoom: CorpusRoom = {
  name: 'policy',
  scenarioLength: 100,
  *scenario(draw) {
    const sources = drawSources(draw)
    const { bundle, diagnostics } = compilePolicy(sources)
    yield [diagnostics, typeof sources === 'string' ? outcome(() => formatPolicy(sources)) : null]
    if (bundle === undefined) {
      const error = diagnostics.find(({ severity }) => severity === 'error')
      throw new Error(`a module of the corpus does not compile: ${JSON.stringify([error, sources])}`)
    }
    const bytes = bundle.toBytes()
    yield [bytes, bundle.policyDigest, bundle.explainIndex()]
    yield bundle.test()
    const loaded = loadBundle(bytes)
    let subject: string | undefined
    for (let step = 0; ; step += 1) {
      if (step % 33 === 3) yield compileDamaged(draw)
      else if (step % 16 === 5)
        yield outcome(() => {
          const explanation = bundle.explain(drawRequest(draw, subject), { now: POLICY_NOW })
          return [explanation, formatExplanation(explanation, { sources })]
        })
      else if (step % 45 === 11) {
        yield outcome(() => {
          const residual = bundle.specialize({
            target: 'tool.*',
            principal: { id: 'ada', role: 'reader', level: 2 },
          })
          return [residual.residualOf, residual.toBytes()]
        })
      } else if (step === 50 && typeof sources === 'string' && draw.chance(1, 2)) yield compare(draw, bundle)
      else if (step === 70) yield edit(draw)
      else {
        const decision = decide(draw, step % 2 === 0 ? bundle : loaded, subject)
        subject = (decision as { subject?: string }).subject ?? subject
        yield decision
      }
    }
  },
}
