/**
 * True when this browser draws the emoji in colour; without a font for it, it would show an empty box.
 * @param {string} emoji
 */
function isDrawn(emoji) {
  const size = 24
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = size
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) return true
  context.font = '16px sans-serif'
  context.textBaseline = 'top'
  context.fillText(emoji, 2, 2)
  const { data } = context.getImageData(0, 0, size, size)
  for (let index = 0; index < data.length; index += 4) {
    const [red = 0, green = 0, blue = 0] = data.subarray(index, index + 3)
    if (Math.max(red, green, blue) - Math.min(red, green, blue) > 24) return true
  }
  return false
}

/** A memory for `isDrawn`, which costs a picture. */
export function createEmojiCheck() {
  /** @type {Map<string, boolean>} */
  const known = new Map()
  return (/** @type {string} */ emoji) => {
    if (!known.has(emoji)) known.set(emoji, isDrawn(emoji))
    return known.get(emoji) === true
  }
}
