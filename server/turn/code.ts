import { foldText } from '../agents/fold-text.ts'

const markup = /<\/?[a-z][^<>]*>?|\{[^{}]*\}|\$\w+|\b\w+\([^()]*\);?|[;{}[\]=<>|\\]/giu
const codeWords =
  /\b(code|codes|html|css|php|sql|json|xml|regex|javascript|snippet|script|scripts|balise|balises|tag|tags|attribut|attributs|syntaxe|syntax|shortcode|commande|command)\b/

/** True for a line that is markup or code by half of its characters or more. */
export function isCode(text: string): boolean {
  const visible = text.replace(/\s/g, '').length
  const left = text.replace(markup, '').replace(/\s/g, '').length
  return visible > 0 && left <= visible / 2
}

/** True for a question that code may answer. */
export function asksCode(question: string): boolean {
  return codeWords.test(foldText(question))
}
