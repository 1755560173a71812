import { documentOf, type ExtractedDocument } from './extracted-document.ts'
import { pictureSize } from './picture-size.ts'
import { recognizedBlocks } from './recognized-blocks.ts'
import { Refusal } from './refusal.ts'
import { openTextRecognizer } from './text-recognizer.ts'

/** Pixels of a picture, at most: a page at 600 dots an inch has 35 million. */
export const maximumPixels = 50_000_000
/** Below this the recognition itself has doubts. */
export const sureConfidence = 60

export const noRecognition = {
  fr: 'image ou document numérisé : la reconnaissance de texte (OCR) n’est pas installée (npm install --include=optional)',
  en: 'picture or scanned document: text recognition (OCR) is not installed (npm install --include=optional)',
}
export const doubtful = {
  fr: 'reconnaissance de texte (OCR) peu sûre : vérifie l’original',
  en: 'text recognition (OCR) is not sure: check the original',
}

/** Reads the text of a picture: PNG, JPEG, WebP, BMP. Throws Refusal. */
export async function extractImage(bytes: Uint8Array): Promise<ExtractedDocument> {
  const size = pictureSize(bytes)
  if (size && size.width * size.height > maximumPixels)
    throw new Refusal('too_complex', {
      fr: 'image trop grande (plus de 50 millions de pixels) : réduis-la',
      en: 'picture too large (more than 50 million pixels): make it smaller',
    })
  const recognizer = await openTextRecognizer()
  if (!recognizer) throw new Refusal('scanned', noRecognition)
  let recognized: { text: string; confidence: number }
  try {
    recognized = recognizer.recognize(bytes)
  } catch (cause) {
    throw new Refusal(
      'corrupt',
      { fr: 'image abîmée ou incomplète', en: 'damaged or incomplete picture' },
      cause,
    )
  }
  const { text, confidence } = recognized
  return documentOf(recognizedBlocks(text, undefined, 0), {
    warnings: confidence < sureConfidence ? [doubtful] : [],
  })
}
