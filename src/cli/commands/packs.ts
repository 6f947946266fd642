import { loadPack, type Pack, packs } from '../../packs/index.js'
import type { Command } from '../command.js'
import { readParameters } from '../usage.js'

const USAGE = `keelson packs [NAME…] [--json]

Lists the packs of policies that come with Keelson; with names, prints their Keel texts, to read, copy and change.
Use one with --pack NAME of check, decide and assess.
Exit code: 0.`

/** `keelson packs`: what policies there are to begin with. */
export const packsCommand: Command = {
  summary: 'list the packs of policies, or print their texts',
  usage: USAGE,
  run(parameters, output) {
    const { positionals, flag } = readParameters(parameters, { json: 'flag' }, USAGE)
    const chosen = positionals.length === 0 ? packs : positionals.map(loadPack)
    if (flag('json')) output.out(`${JSON.stringify(chosen)}\n`)
    else output.out(positionals.length === 0 ? listOf(chosen) : textsOf(chosen))
    return 0
  },
}

function listOf(listed: readonly Pack[]): string {
  const width = Math.max(...listed.map(({ name }) => name.length))
  return listed.map(({ name, summary }) => `${name.padEnd(width)}  ${summary}\n`).join('')
}

/** Texts of all packs, each once, under the name of its file. */
function textsOf(chosen: readonly Pack[]): string {
  const texts = new Map(chosen.flatMap(({ sources }) => sources.map(({ path, text }) => [path, text])))
  return [...texts].map(([path, text]) => `// ${path}\n${text}`).join('\n')
}
