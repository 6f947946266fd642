import { isJsonObject, type JsonValue, KeelsonError, suggestName } from '../../core/index.js'
import {
  type Decision,
  type Explanation,
  formatExplanation,
  type PolicyRequest,
  type PolicySource,
} from '../../policy/index.js'
import type { Command } from '../command.js'
import { readDocument } from '../read-documents.js'
import { type PolicyChoice, requirePolicy } from '../read-policy.js'
import { readText } from '../read-text.js'
import { readTime } from '../read-time.js'
import { describeDecision } from '../render/decision.js'
import { readParameters, usageError } from '../usage.js'

const USAGE = `keelson decide --policy FILE|DIRECTORY… --pack NAME… [--parameters FILE] --request FILE --now TIME
               [--explain] [--json]

Decides one request by files, packs or both: a JSON or YAML object with "target" and the roots that the policy declares.
The parameters are a JSON or YAML object: values by the name of a parameter, or by "policy.parameter".
TIME is what the policy reads as "now": 2026-10-01T00:00:00Z, or milliseconds since 1970. No clock is read.
--explain adds what decided, with the values that were read, and what would have to be otherwise.
Exit code: 0 allow, 1 pending or deny, 2 misuse.`

/** `keelson decide`: may this happen, and who must approve it. */
export const decideCommand: Command = {
  summary: 'decide one request and give the reasons',
  usage: USAGE,
  run(parameters, output) {
    const options = {
      policy: 'list',
      pack: 'list',
      parameters: 'text',
      request: 'text',
      now: 'text',
      explain: 'flag',
      json: 'flag',
    } as const
    const { positionals, value, values, flag } = readParameters(parameters, options, USAGE)
    const request = value('request')
    const now = value('now')
    if (positionals.length > 0) throw usageError(`"${positionals[0]}" stands alone`, USAGE)
    const choice = { paths: values('policy'), packs: values('pack'), parameters: value('parameters') }
    if (choice.paths.length + choice.packs.length === 0) {
      throw usageError('neither --policy nor --pack was given', USAGE)
    }
    if (request === undefined) throw usageError('no --request was given', USAGE)
    if (now === undefined) throw usageError('no --now was given', USAGE)
    const { decision, explanation, sources } = decide(choice, request, readTime(now), flag('explain'))
    const explained = explanation === undefined ? [] : ['', formatExplanation(explanation, { sources })]
    const text = [...describeDecision(decision, readText), ...explained].join('\n')
    const facts = explanation === undefined ? decision : { ...decision, explanation }
    output.out(flag('json') ? `${JSON.stringify(facts)}\n` : `${text}\n`)
    return decision.effect === 'allow' ? 0 : 1
  },
}

interface Decided {
  readonly decision: Decision
  readonly explanation?: Explanation
  readonly sources: readonly PolicySource[]
}

function decide(choice: PolicyChoice, path: string, now: number, isExplained: boolean): Decided {
  const { bundle, sources } = requirePolicy(choice)
  const request = readDocument(path)
  if (!isJsonObject(request)) {
    throw new KeelsonError('cli/invalid-request', `${path}: a request is an object`, {
      path,
      help: 'write { "target": "k8s.Deployment.update", … }',
    })
  }
  requireTarget(bundle.targets, request.target, path)
  const decision = bundle.decide(request as PolicyRequest, { now, digest: true })
  const explained = isExplained ? { explanation: bundle.explain(request as PolicyRequest, { now }) } : {}
  return { decision, ...explained, sources }
}

/** A target that no policy names is more likely misspelt than meant; the default of the mode would hide that. */
function requireTarget(known: readonly string[], target: JsonValue | undefined, path: string): void {
  if (typeof target !== 'string') return
  const matches = (pattern: string): boolean =>
    pattern === '*' ||
    pattern === target ||
    (pattern.endsWith('.*') && target.startsWith(pattern.slice(0, -1)))
  if (known.some(matches)) return
  const meant = suggestName(target, known)
  throw new KeelsonError('cli/unknown-target', `${path}: no policy is about "${target}"`, {
    path: '/target',
    help: meant === undefined ? `there are policies about ${known.join(', ')}` : `did you mean ${meant}?`,
  })
}
