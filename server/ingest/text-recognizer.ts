import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'

/** Reads the letters of pictures. */
export interface TextRecognizer {
  /**
   * `image`: a PNG, JPEG, WebP, BMP or PNM file. Blank lines part its paragraphs. `confidence`: what the recognition thinks
   * of itself, 0 to 100. Throws when the picture cannot be decoded.
   */
  recognize(image: Uint8Array): { text: string; confidence: number }
}

/** What is used of tesseract.js-core, which has no types: Tesseract 5 compiled to WebAssembly. */
interface Tesseract {
  FS: { writeFile(path: string, bytes: Uint8Array): void; unlink(path: string): void }
  TessBaseAPI: new () => {
    Init(folder: null, languages: string, engine: number): number
    /** Reads `/input`; 1 when it cannot. The numbers: EXIF orientation (1: as it is) and a rotation in radians. */
    SetImageFile(orientation: number, angle: number): number
    Recognize(progress: null): number
    GetUTF8Text(): string
    MeanTextConf(): number
    Clear(): void
  }
}

const languages = ['fra', 'eng']
/** OEM_LSTM_ONLY: the data that the packages call `best_int` has no other engine. */
const engine = 1

const require = createRequire(import.meta.url)

async function readData(language: string): Promise<Uint8Array> {
  const packed = await readFile(
    require.resolve(`@tesseract.js-data/${language}/4.0.0_best_int/${language}.traineddata.gz`),
  )
  return promisify(gunzip)(packed)
}

async function loadTesseract(): Promise<Tesseract> {
  const start = require('tesseract.js-core/tesseract-core-simd-lstm.js')
  return start({
    wasmBinary: await readFile(require.resolve('tesseract.js-core/tesseract-core-simd-lstm.wasm')),
    TesseractProgress() {},
    print() {},
    printErr() {},
  })
}

/**
 * Tesseract with French and English, from packages on this machine: nothing is fetched. Its own core, without
 * tesseract.js around it: that starts a thread and looks for data on the web, and this process is the one that is killed.
 * Null when the optional packages are not installed.
 */
export async function openTextRecognizer(): Promise<TextRecognizer | null> {
  let tesseract: Tesseract
  try {
    tesseract = await loadTesseract()
    for (const language of languages)
      tesseract.FS.writeFile(`${language}.traineddata`, await readData(language))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return null
    throw error
  }
  const recognition = new tesseract.TessBaseAPI()
  if (recognition.Init(null, languages.join('+'), engine) !== 0) throw new Error('Tesseract did not start')
  return {
    recognize(image) {
      tesseract.FS.writeFile('/input', image)
      try {
        if (recognition.SetImageFile(1, 0) !== 0) throw new Error('the picture cannot be decoded')
        recognition.Recognize(null)
        return { text: recognition.GetUTF8Text(), confidence: recognition.MeanTextConf() }
      } finally {
        recognition.Clear()
        tesseract.FS.unlink('/input')
      }
    },
  }
}
