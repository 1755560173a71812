import { saveAdvice } from '../server/ingest/file-type.ts'
import type { LikeDocument } from '../server/ingest/find-duplicates.ts'
import type { DocumentOutcome, IngestReport } from '../server/ingest/ingest-report.ts'
import { printable } from './printable.ts'

/** `1 extrait`, `12 extraits`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString('fr-FR').replace(/\s/g, ' ')} ${number > 1 ? many : one}`
}

function describeSize({ chunks, pages, pairs = 0 }: DocumentOutcome): string {
  if (pairs > 0)
    return pairs === chunks
      ? count(pairs, 'paire')
      : `${count(chunks, 'extrait')} dont ${count(pairs, 'paire')}`
  return pages === null ? count(chunks, 'extrait') : `${count(chunks, 'extrait')}, ${count(pages, 'page')}`
}

function likeLine({ source, title, likeness }: LikeDocument): string {
  const same = likeness >= 0.99 ? 'presque le même texte que' : `${Math.round(likeness * 100)} % du texte de`
  return `${same} « ${title} » (${source})`
}

/** One document's line: what became of it, how large it is, its title and file, what could not be read. */
export function documentLine(document: DocumentOutcome): string {
  const { outcome, title, source, warnings, similar, refusal } = document
  if (outcome === 'failed') return `✗ ${printable(source)} · ${printable(refusal?.message ?? 'échec')}`
  const name = `${printable(title ?? source)} (${printable(source)})`
  if (outcome === 'unchanged') return `= inchangé · ${name}`
  const replaced = outcome === 'replaced' ? ' · remplacé' : ''
  const notes = [...warnings.map(({ fr }) => fr), ...similar.slice(0, 3).map(likeLine)]
  const mark = notes.length > 0 ? '⚠' : '✓'
  const partial = notes.length > 0 ? ` · ${notes.map(printable).join(' ; ')}` : ''
  return `${mark} ${describeSize(document)} · ${name}${replaced}${partial}`
}

/** What is worth a look: languages, chunk sizes, documents read in part, duplicates. Nothing when nothing was read. */
function findingsLines({ documents }: IngestReport): string[] {
  const read = documents.filter(({ outcome }) => outcome === 'stored' || outcome === 'replaced')
  const partial = read.filter(({ warnings }) => warnings.length > 0).length
  const doubled = read.filter(({ similar }) => similar.length > 0).length
  const languages = Object.entries(Object.groupBy(read, ({ language }) => language ?? 'inconnue'))
    .map(([language, { length } = []]) => `${language} ${length}`)
    .sort()
  return [
    ...(languages.length > 1 ? [`Langues : ${languages.join(', ')}`] : []),
    ...(partial > 0 ? [`${count(partial, 'document')} à vérifier : une partie n’a pas été lue, ou mal`] : []),
    ...(doubled > 0 ? [`${count(doubled, 'document')} en double ou presque`] : []),
  ]
}

/** How many files were left out; by name those that another program saves as what we read. */
function ignoredLines({ ignored }: IngestReport): string[] {
  if (ignored.length === 0) return []
  const extensions = Object.entries(Object.groupBy(ignored, file => file.extension || 'sans extension'))
  const counts = extensions.map(([extension, files = []]) => `${extension} ${files.length}`)
  return [
    `${count(ignored.length, 'fichier ignoré', 'fichiers ignorés')} (type non pris en charge : ${counts.join(', ')})`,
    ...extensions.flatMap(([extension, files = []]) => {
      const advice = saveAdvice(extension)
      return advice ? files.map(({ path }) => `✗ ${printable(path)} · ${advice.fr}`) : []
    }),
  ]
}

/** What became of the documents, in numbers, and how long it took. */
function countsLine({ documents, pruned, seconds }: IngestReport, agent: string): string {
  const of = (outcome: DocumentOutcome['outcome']) =>
    documents.filter(document => document.outcome === outcome)
  const written = [...of('stored'), ...of('replaced')]
  const time = `${seconds.toLocaleString('fr-FR', { maximumFractionDigits: 1 })} s`
  if (documents.length > 0 && of('unchanged').length === documents.length && pruned.length === 0)
    return `${count(documents.length, 'document inchangé', 'documents inchangés')} pour ${agent} · ${time}`
  const parts = [
    count(of('stored').length, 'nouveau', 'nouveaux'),
    count(of('replaced').length, 'remplacé'),
    count(of('unchanged').length, 'inchangé'),
    ...(pruned.length > 0 ? [count(pruned.length, 'retiré')] : []),
    ...(of('failed').length > 0 ? [count(of('failed').length, 'échec')] : []),
  ]
  const chunks = written.reduce((sum, document) => sum + document.chunks, 0)
  const size = written.length > 0 ? `${count(chunks, 'extrait')} en ${time}` : time
  return `${count(documents.length, 'document')} pour ${agent} : ${parts.join(', ')} · ${size}`
}

/** The end of the report: what was removed, what was left out, and the counts. */
export function summaryLines(report: IngestReport, agent: string): string[] {
  return [
    ...report.pruned.map(({ title, source }) => `− retiré · ${printable(title)} (${printable(source)})`),
    '',
    ...report.notices.map(printable),
    ...findingsLines(report),
    ...ignoredLines(report),
    countsLine(report, agent),
    ...(report.interrupted
      ? ['Interrompu : les documents déjà chargés le restent, relance la commande pour la suite.']
      : []),
    ...(report.dryRun ? ['Essai (--dry-run) : rien n’a été enregistré.'] : []),
  ]
}
