/**
 * Writes the month of change events of this example to standard output:
 *
 *     npx tsx docs/examples/immutable-change/generate-events.ts > docs/examples/immutable-change/events.jsonl
 *     npx tsx docs/examples/immutable-change/generate-events.ts --labels > docs/examples/immutable-change/labels.json
 */
import { writeEventScript } from './generator/write-script.js'

const script = writeEventScript()
process.stdout.write(process.argv.includes('--labels') ? script.labels : script.events)
