/** Tail left out on either side: the interval covers 95 %. */
const TAIL = 0.025

/** The exact 95 % interval of a Poisson mean of which `count` was seen. Source: Garwood, *Biometrika* 28, 1936. */
export function poissonInterval(count: number): readonly [lower: number, upper: number] {
  const lower = count === 0 ? 0 : solve((mean) => 1 - atMost(count - 1, mean) - TAIL, count)
  return [lower, solve((mean) => TAIL - atMost(count, mean), count)]
}

/** P(X ≤ count) for a Poisson mean. */
function atMost(count: number, mean: number): number {
  let sum = 0
  let logTerm = -mean
  for (let value = 0; value <= count; value += 1) {
    sum += Math.exp(logTerm)
    logTerm += Math.log(mean) - Math.log(value + 1)
  }
  return sum
}

/** The zero of an increasing function of the mean, by halving. */
function solve(excess: (mean: number) => number, count: number): number {
  let low = 0
  let high = 2 * count + 10
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2
    if (excess(middle) < 0) low = middle
    else high = middle
  }
  return (low + high) / 2
}
