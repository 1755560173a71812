/** A prediction: the probability it gave itself, and whether it was right. */
export interface Prediction {
  confidence: number
  right: boolean
}

/** The predictions of one band of confidence. `confidence` and `right` are means; both 0 when `count` is. */
export interface ReliabilityBin {
  from: number
  to: number
  count: number
  confidence: number
  right: number
}

/** Predictions by bands of confidence of equal width; a confidence of 1 is in the last band. */
export function reliability(predictions: readonly Prediction[], bands: number): ReliabilityBin[] {
  return Array.from({ length: bands }, (_, band) => {
    const inside = predictions.filter(
      ({ confidence }) => Math.min(bands - 1, Math.floor(confidence * bands)) === band,
    )
    return {
      from: band / bands,
      to: (band + 1) / bands,
      count: inside.length,
      confidence: meanOf(inside.map(({ confidence }) => confidence)),
      right: meanOf(inside.map(({ right }) => Number(right))),
    }
  })
}

/** Expected calibration error: mean distance of confidence and share right, weighted by how many are in each band. */
export function expectedCalibrationError(predictions: readonly Prediction[], bands = 10): number {
  if (predictions.length === 0) return 0
  const errors = reliability(predictions, bands).map(bin => bin.count * Math.abs(bin.confidence - bin.right))
  return errors.reduce((sum, error) => sum + error, 0) / predictions.length
}

function meanOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
}
