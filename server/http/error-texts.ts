import type { ErrorCode } from '../errors.ts'
import type { Language } from './language.ts'

type Texts = Record<Language, string>

/** What a visitor reads for each code. `invalid` and `malformed` are completed by field and reason. */
const codeTexts: Record<ErrorCode, Texts> = {
  malformed: {
    fr: 'La demande est illisible : un objet JSON complet, en UTF-8, est attendu.',
    en: 'The request cannot be read: one complete JSON object in UTF-8 is expected.',
  },
  unauthorized: {
    fr: 'Il faut un jeton : METRICS_TOKEN, dans l’en-tête Authorization: Bearer.',
    en: 'A token is needed: METRICS_TOKEN, in the header Authorization: Bearer.',
  },
  forbidden: {
    fr: 'Cette conversation ne t’appartient pas.',
    en: 'This conversation is not yours.',
  },
  not_found: { fr: 'Il n’y a rien à cette adresse.', en: 'There is nothing here.' },
  method_not_allowed: {
    fr: 'Cette adresse ne s’utilise pas ainsi : l’en-tête Allow dit comment.',
    en: 'This address is not used that way: the Allow header says how.',
  },
  request_timeout: {
    fr: 'La demande a mis trop de temps à arriver. Réessaie.',
    en: 'The request took too long to arrive. Please try again.',
  },
  too_large: { fr: 'La demande est trop volumineuse.', en: 'The request is too large.' },
  unsupported_media_type: {
    fr: 'Envoie du JSON non compressé, avec l’en-tête Content-Type: application/json.',
    en: 'Send uncompressed JSON with the header Content-Type: application/json.',
  },
  expectation_failed: {
    fr: 'L’en-tête Expect de la demande ne peut pas être satisfait.',
    en: 'The request’s Expect header cannot be met.',
  },
  invalid: { fr: 'La demande n’est pas valable.', en: 'The request is not valid.' },
  message_id_reused: {
    fr: 'Cet identifiant de message a déjà servi pour un autre texte : il en faut un nouveau.',
    en: 'This message id has already been used for another text: take a new one.',
  },
  rate_limited: {
    fr: 'Tu écris un peu vite : attends quelques instants, puis renvoie ton message.',
    en: 'You are writing a little fast: wait a moment, then send your message again.',
  },
  too_many_streams: {
    fr: 'Trop de réponses sont en cours depuis ton réseau. Réessaie dans quelques secondes.',
    en: 'Too many answers are being written for your network. Please try again in a few seconds.',
  },
  internal: {
    fr: 'Quelque chose s’est mal passé de notre côté. Réessaie dans un instant.',
    en: 'Something went wrong on our side. Please try again in a moment.',
  },
  database_unavailable: {
    fr: 'Le service est momentanément indisponible. Renvoie ton message dans un instant.',
    en: 'The service is unavailable for a moment. Send your message again shortly.',
  },
  shutting_down: {
    fr: 'Le service redémarre. Renvoie ton message dans quelques secondes.',
    en: 'The service is restarting. Send your message again in a few seconds.',
  },
}

/** Why a member was refused: the reasons our schemas give, then zod's own issue codes. */
const reasonTexts: Record<string, Texts> = {
  missing: { fr: 'est obligatoire', en: 'is required' },
  not_text: { fr: 'doit être un texte', en: 'must be a text' },
  identifier: {
    fr: 'doit compter de 1 à 128 caractères parmi A-Z a-z 0-9 _ . : -',
    en: 'must be 1 to 128 characters out of A-Z a-z 0-9 _ . : -',
  },
  message_empty: { fr: 'est vide', en: 'is empty' },
  message_too_long: {
    fr: 'dépasse 2 000 caractères',
    en: 'is longer than 2,000 characters',
  },
  comment_too_long: {
    fr: 'dépasse 2 000 caractères',
    en: 'is longer than 2,000 characters',
  },
  page_length: { fr: 'doit être un nombre de 1 à 200', en: 'must be a number from 1 to 200' },
  rating: { fr: 'doit être "up" ou "down"', en: 'must be "up" or "down"' },
  too_long: { fr: 'est trop long', en: 'is too long' },
  answer_unknown: {
    fr: 'Cette réponse est introuvable parmi les tiennes.',
    en: 'There is no such answer among yours.',
  },
  not_object: {
    fr: 'La demande doit être un objet JSON.',
    en: 'The request must be a JSON object.',
  },
  too_deep: {
    fr: 'La demande contient trop de niveaux imbriqués.',
    en: 'The request is nested too deeply.',
  },
  not_valid: { fr: 'n’est pas valable', en: 'is not valid' },
}

/** The HTTP reason phrase, the `error` member of every error. */
export const errorTitles: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  417: 'Expectation Failed',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
}

/**
 * The sentence a visitor reads. Made of fixed texts and a field's name only: nothing of an exception,
 * nothing of what was sent.
 */
export function errorText(
  error: { code: string; field?: string | undefined; reason?: string | undefined },
  language: Language,
): string {
  const texts = Object.hasOwn(codeTexts, error.code) ? codeTexts[error.code as ErrorCode] : codeTexts.internal
  if (error.reason === undefined || !Object.hasOwn(reasonTexts, error.reason)) return texts[language]
  const reason = reasonTexts[error.reason]?.[language] ?? ''
  if (error.field === undefined) return reason
  return language === 'fr'
    ? `Le champ « ${error.field} » ${reason}.`
    : `The field "${error.field}" ${reason}.`
}
