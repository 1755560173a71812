/** One argument of a function as the schema cache has it. */
interface Parameter {
  name: string
  type: string
  required: boolean
}

/** One function of the exposed schema. */
export interface Routine {
  name: string
  parameters: Parameter[]
  returns: 'scalar' | 'set' | 'void'
  /** Functions that are not volatile run in a read-only transaction. */
  volatile: boolean
  /** Settings of the function that PostgREST applies to the whole transaction (its default db-hoisted-tx-settings). */
  hoisted: [name: string, value: string][]
}

/** What PostgREST knows of the database until it is told to look again. */
export interface SchemaCache {
  routines: Map<string, Routine[]>
  relations: Set<string>
  /** Settings of roles (`alter role … set …`), applied to each transaction of that role. */
  roleSettings: Map<string, [name: string, value: string][]>
}

interface Session {
  query(sql: string): Promise<{ rows: Record<string, unknown>[] }>
}

const hoistedNames = [
  'statement_timeout',
  'plan_filter.statement_cost_limit',
  'default_transaction_isolation',
]

function splitSettings(settings: string[] | null): [string, string][] {
  return (settings ?? []).map(setting => {
    const at = setting.indexOf('=')
    return [setting.slice(0, at), setting.slice(at + 1)]
  })
}

// Types are written with their schema, since the cache is read with an empty search_path.
const routinesSql = `
  select p.proname::text as name, p.provolatile = 'v' as volatile, p.proconfig as settings,
    case when p.prorettype = 'void'::regtype then 'void' when p.proretset then 'set' else 'scalar' end as returns,
    coalesce((
      select json_agg(json_build_object(
        'name', coalesce(p.proargnames[i], ''), 'type', format_type(p.proargtypes[i - 1], null),
        'required', i <= p.pronargs - p.pronargdefaults) order by i)
      from generate_series(1, p.pronargs) as i
    ), '[]') as parameters
  from pg_catalog.pg_proc p
  where p.pronamespace = 'public'::regnamespace and p.prokind = 'f' and p.prorettype <> 'trigger'::regtype`

const relationsSql = `
  select relname::text as name from pg_catalog.pg_class
  where relnamespace = 'public'::regnamespace and relkind in ('r', 'v', 'm', 'f', 'p')`

const roleSettingsSql = `
  select r.rolname::text as name, s.setconfig as settings
  from pg_catalog.pg_db_role_setting s join pg_catalog.pg_roles r on r.oid = s.setrole
  where s.setdatabase in (0, (select oid from pg_catalog.pg_database where datname = current_database()))`

/** Reads the schema cache: functions and tables of `public`, whoever may use them, and the roles' settings. */
export async function readSchemaCache(session: Session): Promise<SchemaCache> {
  await session.query("set search_path = ''")
  const routines = new Map<string, Routine[]>()
  for (const row of (await session.query(routinesSql)).rows) {
    const { settings, ...rest } = row as unknown as Omit<Routine, 'hoisted'> & { settings: string[] | null }
    const hoisted = splitSettings(settings).filter(([name]) => hoistedNames.includes(name))
    routines.set(rest.name, [...(routines.get(rest.name) ?? []), { ...rest, hoisted }])
  }
  const relations = (await session.query(relationsSql)).rows.map(({ name }) => String(name))
  const settings = (await session.query(roleSettingsSql)).rows.map(
    ({ name, settings }) => [String(name), splitSettings(settings as string[])] as const,
  )
  return { routines, relations: new Set(relations), roleSettings: new Map(settings) }
}

/** The functions that take these arguments, all of them named, none required left out: one, none, or too many. */
export function findRoutines({ routines }: SchemaCache, name: string, given: string[]): Routine[] {
  return (routines.get(name) ?? []).filter(
    ({ parameters }) =>
      given.every(each => parameters.some(parameter => parameter.name === each)) &&
      parameters.every(parameter => !parameter.required || given.includes(parameter.name)),
  )
}

const quote = (name: string) => `"${name.replaceAll('"', '""')}"`

/** PostgREST's one statement for a call: `$1` is the JSON body, the row's `body` the JSON of the reply. */
export function toRoutineStatement({ name, parameters, returns }: Routine, given: string[]): string {
  const used = parameters.filter(parameter => given.includes(parameter.name))
  const columns = used.map(parameter => quote(parameter.name)).join(', ')
  const body =
    used.length === 0
      ? ''
      : `, lateral (select ${columns} from json_to_record(pgrst_payload.json_data) as _(${used
          .map(parameter => `${quote(parameter.name)} ${parameter.type}`)
          .join(', ')}) limit 1) pgrst_body`
  const call = `"public".${quote(name)}(${used
    .map(parameter => `${quote(parameter.name)} := pgrst_body.${quote(parameter.name)}`)
    .join(', ')})`
  const payload = `from (select $1::json as json_data) pgrst_payload${body}`
  return returns === 'set'
    ? `with pgrst_source as (select pgrst_call.* ${payload}, lateral ${call} as pgrst_call)
       select coalesce(json_agg(_postgrest_t), '[]')::text as body from pgrst_source as _postgrest_t`
    : `with pgrst_source as (select pgrst_call.pgrst_scalar ${payload}, lateral (select ${call} pgrst_scalar) pgrst_call)
       select coalesce(json_agg(_postgrest_t.pgrst_scalar)->0, 'null')::text as body from pgrst_source as _postgrest_t`
}
