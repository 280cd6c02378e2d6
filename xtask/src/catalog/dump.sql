-- The facts of PostgreSQL's catalogues that the compiler embeds, one line a fact.
--
-- Left out: row types of system tables, and functions that SQL cannot call or that only the server itself calls
-- (an argument is `internal`, or the result is a handler or trigger).
with type_fact as (
  select t.oid, t.typname, t.typtype, t.typcategory, t.typispreferred, t.typelem, t.typarray, t.typcollation,
         t.typsubscript = 'array_subscript_handler'::regproc as is_array,
         coalesce(r.rngsubtype, m.rngsubtype, 0::oid) as subtype,
         coalesce(r.rngmultitypid, m.rngtypid, 0::oid) as range
  from pg_type t
  left join pg_range r on r.rngtypid = t.oid
  left join pg_range m on m.rngmultitypid = t.oid
  where t.typnamespace = 'pg_catalog'::regnamespace
    and t.typtype <> 'c'
    and not exists (select from pg_type e where e.oid = t.typelem and e.typtype = 'c')
), uncallable as (
  select oid from pg_type
  where typname in ('internal', 'trigger', 'event_trigger', 'fdw_handler', 'table_am_handler', 'index_am_handler',
                    'tsm_handler', 'language_handler')
), callable as (
  select p.*, a.aggkind, a.aggnumdirectargs
  from pg_proc p
  left join pg_aggregate a on a.aggfnoid = p.oid
  where p.pronamespace = 'pg_catalog'::regnamespace
    and not exists (select from uncallable u where u.oid = any (p.proargtypes) or u.oid = p.prorettype)
)
-- Each line in two halves, between which the letter comes that tells when the function gives NULL; the function, whether it
-- is strict, whether it returns a set.
select 0::oid, false, false,
       format('T%s %s %s%s%s%s%s %s %s %s %s', oid, typname, typtype, typcategory,
              case when typispreferred then 'p' else '-' end,
              case when is_array then 'a' else '-' end,
              case when typcollation <> 0 then 'c' else '-' end,
              typelem, typarray, subtype, range), ''
from type_fact
union all
select 0, false, false, format('N%s %s', typname, oid), ''
from type_fact
union all
select castfunc, true, false, format('C%s %s %s%s', castsource::int8, casttarget::int8, castcontext, castmethod), ''
from pg_cast
union all
select p.oid, p.proisstrict, false,
       format('O%s %s %s %s ', oprname, oprleft::int8, oprright::int8, oprresult::int8), ''
from pg_operator o join pg_proc p on p.oid = o.oprcode
where oprnamespace = 'pg_catalog'::regnamespace
union all
select oid, proisstrict, proretset,
       format('F%s %s%s', proname,
              case when prokind <> 'a' then prokind::text
                   when aggkind = 'n' then 'a'
                   else aggkind::text || aggnumdirectargs::text end,
              case when proretset then 's' else '-' end),
       format(' %s %s %s%s', oid, prorettype::int8, pronargdefaults,
              (select string_agg(
                        format(' %s%s%s',
                               nullif(coalesce(proargmodes[n]::text, 'i'), 'i'),
                               coalesce(proallargtypes[n], proargtypes[n - 1])::int8,
                               '=' || nullif(proargnames[n], '')),
                        '' order by n)
               from generate_series(1, coalesce(array_length(proallargtypes, 1), pronargs)) as n))
from callable
