import files from 'keelson-demo-files'

/** The functions of `node:fs` that the demo calls, over its files, which the bundler has put into the program. */
export function readFileSync(path: string): Uint8Array {
  const text = files[path]
  if (text === undefined) throw new Error(`the demo has no file ${path}`)
  // ASCII but for a few names: as UTF-8 that the bundler wrote as one unit a byte.
  return Uint8Array.from(text, (unit) => unit.charCodeAt(0))
}

export function statSync(path: string): { isDirectory(): boolean } {
  return { isDirectory: () => !Object.hasOwn(files, path) }
}

interface DirectoryEntry {
  readonly name: string
  readonly parentPath: string
  isFile(): boolean
}

/** Names, or entries where the options ask for them. */
export function readdirSync(
  directory: string,
  options?: { readonly withFileTypes?: boolean },
): readonly (string | DirectoryEntry)[] {
  const names = Object.keys(files)
    .filter((path) => path.startsWith(`${directory}/`))
    .map((path) => path.slice(directory.length + 1))
  return options?.withFileTypes === true
    ? names.map((name) => ({ name, parentPath: directory, isFile: () => true }))
    : names
}
