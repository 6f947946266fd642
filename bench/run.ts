/** `npm run bench [-- ROOM…]`: runs the suites and writes `bench/results/<version>/`. */
import { benchBehaviour } from './behaviour.js'
import { benchDiff } from './diff.js'
import { benchFleet } from './fleet.js'
import { benchHash } from './hash.js'
import { benchHashText } from './hash-text.js'
import { benchPolicy } from './policy.js'
import { benchPolicyAdversarial } from './policy-adversarial.js'
import { benchPolicyCold } from './policy-cold.js'
import { benchPolicyCompile } from './policy-compile.js'
import { benchPolicyExplain } from './policy-explain.js'
import { benchPolicySpecialize } from './policy-specialize.js'

const SUITES: Readonly<Record<string, () => Promise<void>>> = {
  hash: benchHash,
  'hash-text': benchHashText,
  diff: benchDiff,
  fleet: benchFleet,
  policy: benchPolicy,
  'policy-compile': benchPolicyCompile,
  'policy-cold': benchPolicyCold,
  'policy-adversarial': benchPolicyAdversarial,
  'policy-specialize': benchPolicySpecialize,
  'policy-explain': benchPolicyExplain,
  behaviour: benchBehaviour,
}

const wanted = process.argv.slice(2)
for (const [name, suite] of Object.entries(SUITES)) {
  if (wanted.length === 0 || wanted.includes(name)) await suite()
}
