import { detectLanguage } from '../../server/agents/language.ts'

/** Whether an answer's own words (what stands in no quotation block) are in a language. */
export function keepsLanguage(message: string, language: 'fr' | 'en'): boolean {
  const own = message
    .split('\n')
    .filter(line => !/^\s*>/.test(line))
    .join('\n')
  return detectLanguage(own, language === 'fr' ? 'en' : 'fr') === language
}
