import { diff, diff3, formatChanges, toPatch } from '../../diff/index.js'
import type { Command } from '../command.js'
import { ownersOf, readOwnerRules } from '../owner-rules.js'
import { readDocument } from '../read-documents.js'
import { toResource } from '../resource.js'
import { readParameters, usageError } from '../usage.js'

const USAGE = `keelson diff BEFORE AFTER [--base FILE] [--owners FILE] [--patch] [--json]

Compares two JSON or YAML documents. With --base it says the cause of each difference: BEFORE is then what is desired,
AFTER what is live, and FILE what was last applied. --patch prints an RFC 6902 patch: from BEFORE to AFTER, or with
--base the one that takes back what drifted. --owners names who else may set which fields.
Exit code: 0 no material difference, 1 a difference, 2 misuse.`

/** `keelson diff`: what changed between two documents. */
export const diffCommand: Command = {
  summary: 'what changed between two documents, and why',
  usage: USAGE,
  run(parameters, output) {
    const options = { base: 'text', owners: 'text', patch: 'flag', json: 'flag' } as const
    const { positionals, value, flag } = readParameters(parameters, options, USAGE)
    const [before, after, ...rest] = positionals
    if (before === undefined || after === undefined || rest.length > 0) {
      throw usageError('two documents are wanted', USAGE)
    }
    const base = value('base')
    const owners = value('owners')
    if (owners !== undefined && base === undefined) throw usageError('--owners needs --base', USAGE)
    if (base === undefined) {
      const changes = diff(readDocument(before), readDocument(after))
      const text = flag('patch') ? `${JSON.stringify(toPatch(changes), null, 2)}\n` : formatChanges(changes)
      output.out(
        flag('json') ? `${JSON.stringify(flag('patch') ? toPatch(changes) : changes)}\n` : endLine(text),
      )
      return changes.equal ? 0 : 1
    }
    const live = readDocument(after)
    const changes = diff3(
      { base: readDocument(base), desired: readDocument(before), live },
      owners === undefined
        ? {}
        : { owners: ownersOf(readOwnerRules(owners), toResource({ file: after, value: live }, '').id) },
    )
    const patch = changes.remediation
    const text = flag('patch') ? JSON.stringify(patch, null, 2) : formatChanges(changes)
    output.out(flag('json') ? `${JSON.stringify(flag('patch') ? patch : changes)}\n` : endLine(text))
    return changes.equal ? 0 : 1
  },
}

function endLine(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`
}
