import { expectedCalibrationError, type Prediction, reliability } from './scorers/calibration.ts'

const three = (value: number) => value.toFixed(3).replace(/^0\./, '.')

/** How often decisions are right, by the confidence they tell, as a Markdown table. */
export function reliabilityTable(name: string, predictions: readonly Prediction[]): string {
  const rows = reliability(predictions, 10)
    .filter(({ count }) => count > 0)
    .map(
      ({ from, to, count, confidence, right }) =>
        `| ${from.toFixed(1)}–${to.toFixed(1)} | ${count} | ${three(confidence)} | ${three(right)} |`,
    )
  return [
    `${name}: reliability of every decision (ECE ${three(expectedCalibrationError(predictions))})`,
    '',
    '| confidence | n | mean | right |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n')
}
