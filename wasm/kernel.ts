/** The kernel: what of `kf1` wasm does faster than TypeScript. See README.md. */
export { absorbBytes } from './absorb-bytes'
export { nodeCount, nodesStart } from './nodes'
export { inputStart, scan } from './scan'
