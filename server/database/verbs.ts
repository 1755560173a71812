/** What a driver must know of a verb to wait for it and to repeat it. */
export interface VerbTraits {
  /** Milliseconds after which a living database is given up on. */
  deadline: number
  /** Milliseconds to wait for a connection when none can be made. */
  patience: number
  /** Somebody waits for the answer now: given up on as soon as the database is known to be away. */
  prompt: boolean
  /**
   * Called twice with the same arguments, it leaves the same behind: so it may be, when the first answer was lost.
   * (`put_document` then says "unchanged" of what it has just stored.)
   */
  repeatable: boolean
  /** The caller asks again itself, and wants to know of every failure at once: what fails is no news of an outage. */
  single?: true
}

/** A visitor waits. With a database away, the answer is no within 2 s; a busy one is waited for. */
const prompt = { deadline: 10_000, patience: 1300, prompt: true }
/** An operator's command or a job: large documents, indexing, everything a visitor ever said. */
const patient = { deadline: 600_000, patience: 10_000, prompt: false }

const traits: Record<string, VerbTraits> = {
  // begin_turn knows its caller by p_lease_holder; finish_turn's first answer wins.
  begin_turn: { ...prompt, repeatable: true },
  finish_turn: { ...prompt, repeatable: true },
  abandon_turn: { ...prompt, repeatable: true },
  // Kept aside twice, it is given back twice when the turn ends.
  reserve_more: { ...prompt, repeatable: true },
  renew_turns: { ...prompt, repeatable: true },
  search_knowledge: { ...prompt, repeatable: true },
  read_conversation: { ...prompt, repeatable: true },
  find_visitors: { ...patient, repeatable: true },
  rate_limit_status: { ...prompt, repeatable: true },
  save_feedback: { ...prompt, repeatable: true },
  ping: { ...prompt, repeatable: true },
  schema_version: { deadline: 10_000, patience: 10_000, prompt: false, repeatable: true, single: true },
  inspect_database: { ...patient, deadline: 60_000, patience: 5000, repeatable: true },
  database_status: { ...patient, repeatable: true },
  list_documents: { ...patient, repeatable: true },
  list_pairs: { ...patient, repeatable: true },
  set_document: { ...patient, repeatable: true },
  read_document: { ...patient, repeatable: true },
  list_web_documents: { ...patient, repeatable: true },
  save_web_states: { ...patient, repeatable: true },
  embedding_status: { ...patient, repeatable: true },
  missing_embeddings: { ...patient, repeatable: true },
  store_embeddings: { ...patient, repeatable: true },
  // A large knowledge base is written anew; asked again, it says what became of it.
  switch_embedding_model: { ...patient, deadline: 3_600_000, repeatable: true },
  read_costs: { ...patient, repeatable: true },
  // The lease says whose answer it is.
  settle_delivery: { ...patient, repeatable: true },
  read_installation: { ...patient, repeatable: true },
  // A scrape waits for it, and has figures of before.
  outbox_status: { ...prompt, deadline: 2000, repeatable: true },
  list_deliveries: { ...patient, repeatable: true },
  clear_deliveries: { ...patient, repeatable: true },
  put_document: { ...patient, repeatable: true },
}

/** The traits of a verb; one that is not listed is patient and never repeated. */
export function traitsOf(name: string): VerbTraits {
  const listed = Object.hasOwn(traits, name) ? traits[name] : undefined
  return listed ?? { ...patient, repeatable: false }
}
