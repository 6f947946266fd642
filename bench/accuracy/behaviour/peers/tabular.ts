/** A detector of rows of numbers that is fitted once; the larger the score, the more unusual the row. */
export interface TabularDetector {
  score(row: Float64Array): number
}
