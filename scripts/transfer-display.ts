import { Presets, SingleBar } from 'cli-progress'
import type { RestoreProgress } from '../server/database/backup/restore.ts'

/** How far a copy is, for whoever watches. */
export interface TransferDisplay {
  start(total: number): void
  /** What is being done now, in a word or two. */
  step(name: string): void
  add(rows: number): void
  end(): void
}

/** A bar on a terminal; nothing elsewhere, where the last line says it all. */
export function createTransferDisplay(): TransferDisplay {
  if (!process.stdout.isTTY) {
    return { start: () => undefined, step: () => undefined, add: () => undefined, end: () => undefined }
  }
  const bar = new SingleBar(
    {
      format: '{bar} {percentage} % · {value}/{total} lignes · {step}',
      clearOnComplete: true,
      hideCursor: true,
      gracefulExit: false,
    },
    Presets.shades_grey,
  )
  let running = false
  return {
    start(total) {
      bar.start(Math.max(total, 1), 0, { step: '' })
      running = true
    },
    step(name) {
      if (running) bar.update({ step: name })
    },
    add(rows) {
      if (running) bar.increment(rows)
    },
    end() {
      bar.stop()
      running = false
    },
  }
}

/** What restoring and moving show while they work. */
export function toRestoreProgress(display: TransferDisplay): RestoreProgress {
  return {
    onStart: total => display.start(2 * total), // stored, then compared
    onRows: (table, rows) => {
      display.step(table)
      display.add(rows)
    },
    onIndexes: () => display.step('index'),
    onCompared: (_table, rows) => {
      display.step('comparaison')
      display.add(rows)
    },
  }
}
