/**
 * Runs a program as an ES module in a context without Node's globals, as the runtimes at the edge of networks do: code
 * from strings is refused, and so is WebAssembly that was not there when the program was deployed.
 *
 * `node --experimental-vm-modules run-in-sandbox.mjs PROGRAM [GLOBAL…]`: the named globals are lent to it.
 */
import { readFileSync } from 'node:fs'
import { createContext, SourceTextModule } from 'node:vm'

const [program, ...lent] = process.argv.slice(2)
const globals = Object.fromEntries(lent.map((name) => [name, globalThis[name]]))
const print = (text) => process.stdout.write(`${text}\n`)
const context = createContext({ ...globals, print }, { codeGeneration: { strings: false, wasm: false } })
const module = new SourceTextModule(readFileSync(program, 'utf8'), { context })
await module.link((specifier) => {
  throw new Error(`the program imports ${specifier}`)
})
await module.evaluate()
