import { join } from 'node:path'

/** Where the public sets lie: EVAL_DATA, else `shared/data` beside the repository. May not exist. */
export function dataFolder(): string {
  return process.env.EVAL_DATA ?? join(import.meta.dirname, '../../shared/data')
}
