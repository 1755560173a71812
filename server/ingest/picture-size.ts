/** Width and height in pixels that a picture's file says it has; null for a format that does not say it up front. */
export function pictureSize(bytes: Uint8Array): { width: number; height: number } | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length >= 24 && view.getUint32(0) === 0x89504e47)
    return { width: view.getUint32(16), height: view.getUint32(20) }
  if (bytes.length >= 26 && view.getUint16(0) === 0x424d)
    return { width: Math.abs(view.getInt32(18, true)), height: Math.abs(view.getInt32(22, true)) }
  if (bytes.length >= 4 && view.getUint16(0) === 0xffd8) return jpegSize(view)
  return null
}

/** The frame header (SOF0 to SOF15 but for DHT, JPG and DAC) among a JPEG's segments. */
function jpegSize(view: DataView): { width: number; height: number } | null {
  let offset = 2
  while (offset + 9 < view.byteLength) {
    const marker = view.getUint16(offset)
    if (marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker))
      return { width: view.getUint16(offset + 7), height: view.getUint16(offset + 5) }
    if (marker < 0xff00) return null
    offset += 2 + view.getUint16(offset + 2)
  }
  return null
}
