/** What Node's codes say of a path that was given, for the person who gave it. */
const reasons: Record<string, string> = {
  ENOENT: 'il n’existe pas, ou son dossier n’existe pas',
  ENOTDIR: 'ce qui devrait être son dossier n’en est pas un',
  EISDIR: 'c’est un dossier, il faut un fichier',
  EACCES: 'ce compte n’en a pas le droit',
  EPERM: 'ce compte n’en a pas le droit',
  EROFS:
    'ce disque ne se laisse pas écrire ; dans un conteneur, laisse l’option et envoie la sortie dans un fichier, en dehors (docs/deploiement.md, 12)',
  ENOSPC: 'le disque est plein',
  EDQUOT: 'le disque est plein',
}

/** Of an error of the file system, one French line that names the path; null of any other. */
export function toFileProblem(error: unknown): string | null {
  if (!(error instanceof Error)) return null
  const { code, path, syscall } = error as NodeJS.ErrnoException
  const reason = code === undefined ? undefined : reasons[code]
  if (reason === undefined || syscall === undefined) return null
  const what =
    path === undefined ? 'Impossible de lire ou d’écrire' : `Impossible de lire ou d’écrire ${path}`
  return `${what} : ${reason}.`
}
