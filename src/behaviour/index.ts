/**
 * Does this actor behave as it does? Learns how people, services and agents act, and tells how unusual an event is:
 * a calibrated p-value, and contributions in bits that add up exactly.
 *
 * Guarantees: `score` changes nothing; the same events give the same bytes, in any engine; contributions sum to the
 * bits of the winning channel exactly; no anchor moves by itself; what one actor moves in a day, in baselines and in
 * calibration, is bounded as docs/behaviour.md states.
 *
 * Must never import: any room but core and hash (from stats and drift at most types), or a module of Node.
 *
 * @module
 */
export { formatActorReport } from './actor-report.js'
export { createBehaviourModel, mergeBehaviourModels, restoreBehaviourModel } from './behaviour-model.js'
export { explainChart } from './explain-chart.js'
export { type FormatBehaviourOptions, formatBehaviour } from './format-behaviour.js'
export type * from './types.js'
