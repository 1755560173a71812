import type { DatabaseFiles } from '../database-files.ts'
import type { TransferSession } from './transfer-session.ts'

/** What a conversion leaves on `messages` for the older version that may go on beside us (database/legacy). */
export const compatibilityTriggers = ['keep_legacy_columns', 'mark_question']

/** Whether an older version can write beside us here: an operator may have taken its triggers away. */
export async function hasCompatibility(session: TransferSession): Promise<boolean> {
  const [row] = await session.query(
    `select exists (
      select from pg_trigger
      where tgrelid = to_regclass('public.messages') and tgname in (select json_array_elements_text($1::json))
    )::text as found`,
    [JSON.stringify(compatibilityTriggers)],
  )
  return row?.found === 'true'
}

/**
 * Makes those triggers, as the columns of `messages` ask for, by the conversion's own SQL, which is there for as long
 * as this takes. Inside a transaction; the session's search path is what it was afterwards.
 */
export async function createCompatibility(
  session: TransferSession,
  { legacy }: DatabaseFiles,
): Promise<void> {
  const drops = compatibilityTriggers.map(name => `drop trigger if exists ${name} on public.messages;`)
  await session.script(`set local client_min_messages = warning;
    set local check_function_bodies = off;
    ${drops.join('\n')}
    create schema chatbot_conversion;
    set local search_path = chatbot_conversion, public, extensions;
    ${legacy.map(({ sql }) => sql).join('\n')}
    select chatbot_conversion.create_compatibility();
    set local search_path = public, extensions;
    drop schema chatbot_conversion cascade`)
}
