//! Forms kept here, so that something is compared where the corpus is absent.

use parse_oracle::survey;

const FORMS: &[&str] = &[
    "SELECT a, b.*, (c).d[1:2], -1::int, (-1)::int FROM t AS x (p, q) WHERE NOT a = 1 AND (b OR c) IS NOT DISTINCT FROM true",
    "SELECT DISTINCT ON (a) a FROM ONLY t TABLESAMPLE system (1) REPEATABLE (2) ORDER BY a USING <, b DESC NULLS LAST LIMIT 1",
    "SELECT * FROM a JOIN b JOIN c USING (x) AS j ON true NATURAL LEFT JOIN LATERAL (SELECT 1) s CROSS JOIN f(1) WITH ORDINALITY g (h, i)",
    "WITH RECURSIVE r(a) AS MATERIALIZED (SELECT 1 UNION ALL SELECT a + 1 FROM r) SEARCH DEPTH FIRST BY a SET o CYCLE a SET c USING p TABLE r",
    "SELECT ((SELECT 1) UNION (SELECT 2) INTERSECT SELECT 3), ARRAY[[1], [2]], ARRAY(SELECT 1), ROW(1), (1, 2) = ANY (SELECT 1, 2)",
    "SELECT sum(a) FILTER (WHERE b) OVER (w ROWS BETWEEN 1 PRECEDING AND CURRENT ROW EXCLUDE TIES) FROM t WINDOW w AS (PARTITION BY a)",
    "SELECT count(*), grouping(a) FROM t GROUP BY DISTINCT ROLLUP (a, (b, c)), GROUPING SETS ((), CUBE (d)) HAVING true FOR UPDATE OF t SKIP LOCKED",
    "SELECT extract(epoch FROM a), substring(a FROM 1 FOR 2), trim(LEADING 'x' FROM a), overlay(a PLACING b FROM 1), position('a' IN b)",
    "SELECT interval '1' day to second(3), timestamp(3) with time zone 'x', float8 '1', char(3) 'a', a AT TIME ZONE 'x' COLLATE \"C\"",
    "SELECT json_object('a' VALUE 1 ABSENT ON NULL), json_value(a, '$' DEFAULT 1 ON EMPTY), a IS JSON OBJECT WITH UNIQUE KEYS",
    "SELECT xmlelement(NAME a, xmlattributes(b AS c), d), xmlserialize(CONTENT a AS text INDENT)",
    "INSERT INTO t AS x (a, b[1]) OVERRIDING USER VALUE VALUES (1, DEFAULT) ON CONFLICT ((a), lower(b) COLLATE \"C\") WHERE c DO UPDATE SET (a, b) = (SELECT 1, 2) RETURNING WITH (OLD AS o) *",
    "SELECT a in, b collate, c like FROM t WHERE d in (SELECT e is) ORDER BY a",
    "WITH recursive AS (SELECT 1) SELECT INTO temporary FROM json_table, xmltable WHERE current_schema 'x' = a::\"left\".between",
    "((SELECT a FROM t ORDER BY a)) FETCH FIRST ROW (1) ROWS WITH TIES",
    "SELECT FROM CAST(a AS json) x, ROWS FROM (CAST(b AS int)) WHERE b BETWEEN (DEFAULT) AND c",
    "INSERT INTO t SELECT ON CONFLICT (a \"C\" DESC NULLS FIRST, b NULLS LAST) DO NOTHING",
    "INSERT INTO t VALUES (1) ON CONFLICT DO UPDATE SET a = DEFAULT WHERE json_array(SELECT FORMAT JSON ENCODING utf8) IS NULL",
    "SELECT a INTO LOCAL TEMP x FROM t",
    "SELECT INTO UNLOGGED TABLE s.x FROM t UNION SELECT 1 INTO global",
    "DELETE FROM t RETURNING WITH (NEW AS n, OLD AS o, NEW AS m) n.a, o.a",
    "UPDATE t AS x SET a = 1, b.c = 2 FROM u WHERE CURRENT OF k RETURNING old.a AS \"Old\"",
    "DELETE FROM ONLY t USING u WHERE a LIKE ALL (ARRAY['x']) RETURNING *",
    "MERGE INTO t USING u ON a = b WHEN NOT MATCHED BY SOURCE AND c THEN DELETE WHEN NOT MATCHED THEN INSERT (a) VALUES (1) RETURNING merge_action()",
];

#[test]
fn forms_have_the_same_tree() {
    let (counts, faults) = survey(FORMS.iter().copied());
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert_eq!(counts.values().sum::<usize>(), FORMS.len());
    assert_eq!(
        counts.get(&parse_oracle::Verdict::Same),
        Some(&FORMS.len()),
        "{counts:?}"
    );
}
