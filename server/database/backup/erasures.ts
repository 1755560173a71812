import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { parseJson, toBadFile } from './backup-file.ts'
import { readBackup } from './read-backup.ts'
import type { TransferSession } from './transfer-session.ts'

/** That a visitor was erased: the SHA-256 of their id in hex, and when. */
const Erasure = z.object({ user_hash: z.string().regex(/^[0-9a-f]{64}$/), erased_at: z.string() })
export type Erasure = z.infer<typeof Erasure>

/** What `npm run visitor -- erasures` writes. */
const ErasureList = z.object({ erasures: z.array(Erasure) })

/** The erasures that a database knows of; none when it is too old to have the table. */
export async function readErasures(session: TransferSession): Promise<Erasure[]> {
  const [there] = await session.query(`select to_regclass('public.erasures')::text as name`)
  if (there?.name == null) return []
  return z
    .array(Erasure)
    .parse(await session.query('select user_hash, erased_at::text as erased_at from public.erasures'))
}

/** Adds erasures and replays all that the database then knows of. Returns how many conversations that removed. */
export async function importErasures(
  session: TransferSession,
  erasures: readonly Erasure[],
): Promise<number> {
  const [row] = await session.query(
    `select public.replay_erasures(p_erasures => $1::jsonb) ->> 'conversations' as count`,
    [JSON.stringify(erasures)],
  )
  return Number(row?.count)
}

/** The erasures in a list that `npm run visitor -- erasures` wrote, or in a backup. Throws `backup_unusable`. */
export async function readErasureFile(file: string): Promise<Erasure[]> {
  const bytes = await readFile(file).catch(error => {
    throw toBadFile(file, "elle ne s'ouvre pas", error)
  })
  if (bytes[0] !== 0x1f) {
    const list = ErasureList.safeParse(parseJson(bytes.toString('utf8')))
    if (!list.success) throw toBadFile(file, "ce n'est ni une liste d'effacements ni une sauvegarde")
    return list.data.erasures
  }
  const erasures: Erasure[] = []
  await readBackup(file, (table, lines) => {
    if (table === 'erasures') erasures.push(...lines.map(line => Erasure.parse(JSON.parse(line))))
  })
  return erasures
}
