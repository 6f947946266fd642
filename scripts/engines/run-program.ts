import { spawn } from 'node:child_process'

/** A program to be run, and what it may print. */
export interface ProgramRun {
  readonly command: string
  readonly parameters: readonly string[]
  readonly env?: NodeJS.ProcessEnv
  readonly timeoutMs: number
}

/**
 * What a program prints.
 *
 * @throws Error when it fails or does not end in time, with the end of what it said
 */
export function runProgram({ command, parameters, env = {}, timeoutMs }: ProgramRun): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
      timeout: timeoutMs,
    })
    const output: Buffer[] = []
    const errors: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk))
    child.once('error', reject)
    child.once('close', (code, signal) => {
      if (code === 0) return resolve(Buffer.concat(output).toString('utf8'))
      const said = Buffer.concat(errors).toString('utf8').slice(-2000)
      reject(new Error(`${command} ended with ${signal ?? code}\n${said}`))
    })
  })
}
