/**
 * No process could be started to read files in: of the installation, and no file's fault, so that it ends a run where a
 * Refusal does not. The message is French and says why, as far as Node said it.
 */
export class ReaderStartError extends Error {
  constructor(said: string, cause: unknown) {
    super(`le processus qui lit les documents ne démarre pas (${toReason(said, cause)})`, { cause })
    this.name = 'ReaderStartError'
  }
}

/** Of what Node printed, the line that names the error and the file that it was about; else how the process ended. */
function toReason(said: string, cause: unknown): string {
  const [line] = /^\w*Error\b.*$/m.exec(said) ?? []
  const [, resource] = /^\s*resource: '(.*)'/m.exec(said) ?? []
  const known = [line, resource].filter(part => part !== undefined).join(' : ')
  if (known !== '') return known
  return cause instanceof Error ? cause.message : String(cause)
}
