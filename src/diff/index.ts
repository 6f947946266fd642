/**
 * What changed between two JSON documents, why, and how to take it back.
 *
 * Guarantees: `applyPatch(a, toPatch(diff(a, b), { include: 'all' }))` is `b` for all JSON documents (law 3), and the
 * material patch leaves nothing material; nothing is ever left out as "no change"; time and output stay linear in the
 * documents but for a bounded factor; patches apply as a whole or not at all; inputs are never changed. docs/diff.md
 * is normative.
 *
 * Must never import: any room but core and hash, or a module of Node.
 *
 * @module
 */
export { applyPatch } from './apply-patch.js'
export { compareFleet } from './compare-fleet.js'
export { diff } from './diff.js'
export { diff3 } from './diff3.js'
export type {
  Assurance,
  DeclaredDifference,
  EqualBy,
  FleetCounts,
  FleetError,
  FleetItem,
  FleetLimits,
  FleetOptions,
  FleetReport,
  FleetResource,
  FleetSideName,
  FleetSignal,
  FleetStatus,
} from './fleet-types.js'
export { formatChanges } from './format-changes.js'
export { changesStylesheet, formatChangesHtml } from './format-changes-html.js'
export { formatChangesMarkdown } from './format-changes-markdown.js'
export { invert } from './invert.js'
export { applyMergePatch, mergePatch } from './merge-patch.js'
export { type OriginalPlace, originalPointers } from './original-pointers.js'
export { defineProfile, plain } from './profile.js'
export { cloudformation } from './profiles/cloudformation/cloudformation.js'
export { type DriftedResource, driftedResources } from './profiles/cloudformation/drifted-resources.js'
export { type TemplateResource, templateResources } from './profiles/cloudformation/template-resources.js'
export { type KubernetesOptions, type KubernetesType, kubernetes } from './profiles/kubernetes/kubernetes.js'
export { pulumi } from './profiles/pulumi/pulumi.js'
export { type StackResource, stackResources } from './profiles/pulumi/stack-resources.js'
export type { ResourcePair } from './profiles/resource-pair.js'
export { type PlannedResource, planResources } from './profiles/terraform/plan-resources.js'
export { terraform } from './profiles/terraform/terraform.js'
export { isRedactedValue, type RedactedValue } from './redact-options.js'
export type { ListIdentity, SchemaNode, ServerRule, ValueSemantics } from './schema-node.js'
export { toPatch } from './to-patch.js'
export type {
  AddOperation,
  Change,
  ChangeCause,
  ChangeClass,
  ChangeSet,
  CopyOperation,
  DiffOptions,
  FormatMarkupOptions,
  FormatOptions,
  IgnoreRule,
  ListRule,
  MoveOperation,
  Note,
  Operation,
  OwnerRule,
  PatchOptions,
  Profile,
  RedactDetectors,
  RedactOptions,
  RedactRule,
  RemoveOperation,
  ReplaceOperation,
  TestOperation,
  ThreeWayChange,
  ThreeWayChangeSet,
  ThreeWayOptions,
  ThreeWayStates,
  ValueRule,
} from './types.js'
export { asciiCaseInsensitive } from './values/ascii-case.js'
export { base64Bytes } from './values/base64-bytes.js'
export { embeddedJson } from './values/embedded-json.js'
export { goDuration } from './values/go-duration.js'
export { iamPolicy } from './values/iam-policy.js'
export { intOrString } from './values/int-or-string.js'
export { ipNetwork } from './values/ip-network.js'
export { quantity } from './values/quantity.js'
export { rfc3339Time } from './values/rfc3339-time.js'
