/** The functions of `node:path` that the demo calls, for its own short paths. */
export function join(directory: string, name: string): string {
  return `${directory}/${name}`
}

export function relative(directory: string, path: string): string {
  return path.slice(directory.length + 1)
}

export function extname(path: string): string {
  const dot = path.lastIndexOf('.')
  return dot < 0 ? '' : path.slice(dot)
}
