import { KeelsonError } from '../core/index.js'
import type { Assessment, AssessmentInput, AssessStreamOptions, Engine } from './types.js'

/**
 * Assesses events as they come, one at a time and in their order; pulls the next only when the assessment before was
 * taken, so memory stays bounded.
 *
 * @throws KeelsonError `engine/aborted`, and what `assess` throws; what was assessed before stays assessed
 */
export async function* assessStream(
  engine: Pick<Engine, 'assess'>,
  events: Iterable<AssessmentInput> | AsyncIterable<AssessmentInput>,
  options: AssessStreamOptions = {},
): AsyncGenerator<Assessment, void, undefined> {
  let assessed = 0
  for await (const event of events) {
    if (options.signal?.aborted) {
      throw new KeelsonError('engine/aborted', `stopped by the signal after ${assessed} events`, {
        help: 'go on with the events that follow; what was assessed is kept',
      })
    }
    const assessment = engine.assess(event)
    assessed += 1
    options.onProgress?.({ assessed })
    yield assessment
  }
}
