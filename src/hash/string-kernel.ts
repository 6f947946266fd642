import type { Kernel } from './kernel.js'

// INVARIANT: only which of two equal implementations hashes a string depends on it. Strings do not import the kernel, so
// that what never calls for it, such as a page that only compares documents, does not carry its 10 KB.
const source: { find: () => Kernel | null } = { find: () => null }

/** From now on strings are hashed by this kernel, where there is one. */
export function useKernelForStrings(find: () => Kernel | null): void {
  source.find = find
}

export function kernelForStrings(): Kernel | null {
  return source.find()
}
