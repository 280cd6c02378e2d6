//! Values and conditions in all the forms that the language has for them.

use super::Generator;
use crate::world::Type;

impl Generator<'_> {
    /// A value of a type in one of the many forms.
    pub(super) fn form(&mut self, ty: Type, depth: usize) -> String {
        match self.random.below(8) {
            0 => {
                if let Some(json) = self.json_value(ty, depth) {
                    return format!("({json})");
                }
            }
            1 if self.features.xml => {
                if let Some(xml) = self.xml_value(ty, depth) {
                    return format!("({xml})");
                }
            }
            2 => {
                if let Some(value) = self.value_of_row(ty) {
                    return format!("({value})");
                }
            }
            _ => {}
        }
        match ty {
            Type::Int => self.int_form(depth),
            Type::Text => self.text_form(depth),
            Type::Bool => format!("({})", self.bool_form(depth)),
            Type::Time => self.time_form(depth),
        }
    }

    fn int_form(&mut self, depth: usize) -> String {
        let ty = Type::Int;
        match self.random.below(23) {
            21 => format!("treat(({})::integer as int8)", self.scalar(ty, depth)),
            0 => {
                let field = *self.random.pick(&["day", "year", "epoch", "'month'"]);
                format!(
                    "extract({field} from {})::bigint",
                    self.scalar(Type::Time, depth)
                )
            }
            1 => format!(
                "position({} in {})",
                self.scalar_primary(Type::Text, depth),
                self.scalar_primary(Type::Text, depth)
            ),
            2 => format!(
                "(array[{}, {}, 3])[{}]",
                self.scalar(ty, depth),
                self.scalar(ty, depth),
                1 + self.random.below(4)
            ),
            3 => {
                let slice = *self.random.pick(&["[1:2]", "[2:]", "[:2]", "[:]", "[2:5]"]);
                format!(
                    "cardinality((array[{}, {}, {}]){slice})",
                    self.scalar(ty, depth),
                    self.scalar(ty, depth),
                    self.scalar(ty, depth)
                )
            }
            4 => format!(
                "case {} when {} then {} when {} then {} end",
                self.scalar(ty, depth),
                self.literal(ty),
                self.scalar(ty, depth),
                self.scalar(ty, 0),
                self.scalar(ty, depth)
            ),
            5 => format!(
                "least({}, {})",
                self.scalar(ty, depth),
                self.scalar(ty, depth)
            ),
            6 => {
                let op = *self.random.pick(&["-", "+", "@"]);
                format!("({op} ({}))", self.scalar(ty, depth))
            }
            7 => format!(
                "({} operator(pg_catalog.+) {})",
                self.scalar(ty, depth),
                self.scalar(ty, depth)
            ),
            8 => format!("({})::numeric(10, 2)::bigint", self.scalar(ty, depth)),
            9 => format!("cast({} as decimal)::int8", self.scalar(ty, depth)),
            10 => {
                let constant = *self.random.pick(&[
                    "bigint '5'",
                    "1.5e1::bigint",
                    "bit_length(B'101' || X'1F')",
                    "length(b'0110')",
                    "int4 '7'",
                    "(2.5)::integer",
                    "extract(hour from interval '26' hour)::bigint",
                    "extract(month from interval '1-2' year to month)::bigint",
                    "extract(second from interval '3.75' second(1))::bigint",
                    "extract(minute from interval '1 2:03' day to minute)::bigint",
                    "extract(second from interval(1) '4.25 seconds')::bigint",
                    "extract(hour from cast('1 2:03:04' as interval day to second(2)))::bigint",
                    "extract(minute from '10:11'::interval hour to minute)::bigint",
                    "extract(year from interval '3' year)::bigint",
                    "extract(month from interval '7' month)::bigint",
                    "extract(minute from interval '8' minute)::bigint",
                    "extract(hour from interval '1 5' day to hour)::bigint",
                    "extract(second from interval '1:02:03.4' hour to second)::bigint",
                    "extract(second from interval '2:03' minute to second(0))::bigint",
                ]);
                if self.features.version >= 16 && self.random.chance(20) {
                    "(0x1F + 1_0)".to_owned()
                } else {
                    constant.to_owned()
                }
            }
            11 => {
                let kind = *self
                    .random
                    .pick(&["varchar(2)", "char(3)", "character varying"]);
                format!("length(({})::{kind})", self.scalar(Type::Text, depth))
            }
            12 => format!("({}) % 3", self.scalar(ty, depth)),
            13 => format!(
                "array_length(string_to_array({}, 'a'), 1)",
                self.scalar(Type::Text, depth)
            ),
            14 => format!(
                "extract(day from make_interval(days => ({})::integer, hours := 1))::bigint",
                self.scalar(ty, depth)
            ),
            15 => format!(
                "(array[[1, 2], [3, {}]])[2][{}]",
                self.scalar(ty, depth),
                1 + self.random.below(2)
            ),
            16 => format!("(({}) is null)::integer", self.scalar(Type::Time, depth)),
            17 => format!(
                "upper(int8range(1, greatest({}, 1)))",
                self.scalar(ty, depth)
            ),
            18 => format!(
                "num_nulls(variadic array[{}, {}])",
                self.scalar(ty, depth),
                self.scalar(ty, depth)
            ),
            19 => format!(
                "array_position('{{1,2,3}}'::bigint[], ({})::bigint)",
                self.scalar(ty, depth)
            ),
            20 => format!("abs(({}) # 5)", self.scalar(ty, depth)),
            _ => format!(
                "(row({}, 1)::text = '(1,1)')::integer",
                self.scalar(ty, depth)
            ),
        }
    }

    fn text_form(&mut self, depth: usize) -> String {
        let ty = Type::Text;
        let string = self.scalar_primary(ty, depth);
        match self.random.below(22) {
            0 => format!(
                "overlay({string} placing {} from 1 for {})",
                self.scalar_primary(ty, depth),
                self.random.below(3)
            ),
            1 => format!(
                "overlay({string} placing {} from 2)",
                self.scalar_primary(ty, depth)
            ),
            2 => {
                let part = *self.random.pick(&[
                    "from 1 for 2",
                    "from 2",
                    "for 1",
                    "for 2 from 1",
                    "from 'a+'",
                ]);
                format!("substring({string} {part})")
            }
            3 => format!("substring({string} similar '%#\"_#\"%' escape '#')"),
            4 => {
                let side = *self.random.pick(&[
                    "both 'a' from ",
                    "leading 'ab' from ",
                    "trailing from ",
                    "trailing 'x' from ",
                    "from ",
                    "",
                ]);
                format!("trim({side}{string})")
            }
            5 => {
                let form = *self
                    .random
                    .pick(&["", ", nfc", ", nfd", ", nfkc", ", nfkd"]);
                format!("normalize({string}{form})")
            }
            6 => format!("({string} collate \"C\" collate \"default\")"),
            7 => format!(
                "concat(variadic array[{string}, {}])",
                self.scalar(ty, depth)
            ),
            8 => format!(
                "concat_ws('-', {string}, {})",
                self.scalar(Type::Int, depth)
            ),
            9 => format!(
                "case {string} when {} then {} else 'z' end",
                self.literal(ty),
                self.scalar(ty, depth)
            ),
            10 => format!("cast({string} as varchar(1))::text"),
            11 => {
                let constant = *self.random.pick(&[
                    "U&'\\0061'",
                    "E'a\\tb'",
                    "$$b$$",
                    "U&'!0062' uescape '!'",
                    "'a'\n'b'",
                    "text 'a'",
                ]);
                format!("({string} || {constant})")
            }
            12 => format!(
                "format('%s-%s', {string}, {})",
                self.scalar(Type::Bool, depth)
            ),
            13 => format!("to_char({}, 'YYYY-MM')", self.scalar(Type::Time, depth)),
            14 => format!("(collation for ({string} collate \"C\"))"),
            15 => format!("pg_typeof({string})::text"),
            16 => format!("md5({string})"),
            17 => format!("({string})::name::text"),
            18 => format!("(array[{string}, {}])[1]", self.scalar(ty, depth)),
            19 => format!("array_to_string(array[{string}, 'q'], ',')"),
            20 => format!("(({string}, 1)::text)"),
            _ => format!("encode(convert_to({string}, 'UTF8'), 'hex')"),
        }
    }

    /// A condition in one of the many forms.
    pub(super) fn bool_form(&mut self, depth: usize) -> String {
        let not = if self.random.chance(30) { "not " } else { "" };
        let string = self.scalar_primary(Type::Text, depth);
        match self.random.below(22) {
            0 => {
                let like = *self.random.pick(&["like", "ilike"]);
                format!("{string} {not}{like} 'A#%%' escape '#'")
            }
            1 => format!("{string} {not}similar to '(a|b)%'"),
            2 => format!("{string} {not}similar to 'x#%' escape '#'"),
            3 => format!(
                "{} {not}between symmetric {} and {}",
                self.scalar_primary(Type::Int, depth),
                self.literal(Type::Int),
                self.scalar_primary(Type::Int, 0)
            ),
            4 => {
                let test = *self.random.pick(&["unknown", "true", "false", "null"]);
                format!("({}) is {not}{test}", self.scalar(Type::Bool, depth))
            }
            5 => {
                let form = *self.random.pick(&["", "nfc ", "nfkd ", "nfd ", "nfkc "]);
                format!("{string} is {not}{form}normalized")
            }
            6 => format!(
                "({}, {}) overlaps ({}, interval '90 days')",
                self.scalar(Type::Time, 0),
                self.literal(Type::Time),
                self.scalar(Type::Time, 0)
            ),
            7 => {
                let op = *self.random.pick(&["<", "<=", ">", ">=", "=", "<>"]);
                let row = *self.random.pick(&["row", ""]);
                format!(
                    "{row}({}, {string}) {op} {row}({}, {})",
                    self.scalar(Type::Int, depth),
                    self.scalar(Type::Int, 0),
                    self.scalar(Type::Text, 0)
                )
            }
            8 => format!(
                "({}, {string}) is {not}distinct from ({}, {})",
                self.scalar(Type::Int, depth),
                self.scalar(Type::Int, 0),
                self.scalar(Type::Text, 0)
            ),
            9 => format!(
                "row({}, {string}) is {not}null",
                self.scalar(Type::Int, depth)
            ),
            10 => {
                let op = *self.random.pick(&[
                    "< any",
                    "> all",
                    "<> all",
                    "= some",
                    "operator(pg_catalog.=) any",
                ]);
                format!(
                    "{} {op} (array[{}, {}])",
                    self.scalar_primary(Type::Int, depth),
                    self.scalar(Type::Int, 0),
                    self.scalar(Type::Int, 0)
                )
            }
            11 => {
                let op = *self.random.pick(&[
                    "like any",
                    "not like all",
                    "ilike any",
                    "not ilike all",
                    "~~ some",
                ]);
                format!(
                    "{string} {op} (array['a%', 'B', {}])",
                    self.scalar(Type::Text, 0)
                )
            }
            12 => (*self.random.pick(&[
                "current_user = session_user",
                "user = current_role",
                "current_date is not null",
                "current_time(2) is not null",
                "current_timestamp(0) <= now() + interval '1 second'",
                "localtime is not null",
                "localtimestamp(3) is not null",
                "current_catalog = current_database()",
                "current_schema is not null",
                "current_time is null",
                "localtime(1) is null",
                "localtimestamp is not null",
                "current_timestamp = now()",
            ]))
            .to_owned(),
            13 => format!("{string} ~ '^[ab]'"),
            14 => format!("{string} operator(pg_catalog.!~~*) 'A%'"),
            15 => format!(
                "{} = any ('{{1,2,null}}'::bigint[])",
                self.scalar_primary(Type::Int, depth)
            ),
            16 => format!(
                "({}, {string}) {not}in ((1, 'a'), ({}, {}))",
                self.scalar(Type::Int, depth),
                self.scalar(Type::Int, 0),
                self.scalar(Type::Text, 0)
            ),
            17 => format!(
                "{string} collate \"C\" < {}",
                self.scalar_primary(Type::Text, depth)
            ),
            18 => format!(
                "int8range(0, 3) @> ({})::bigint",
                self.scalar(Type::Int, depth)
            ),
            19 => self.list_parameter(depth, not),
            20 if self.features.version >= 16 => "system_user is null".to_owned(),
            _ => format!("starts_with({string}, 'a')"),
        }
    }

    /// `x in $list`, which PostgreSQL has as `x = any (…)`.
    fn list_parameter(&mut self, depth: usize, not: &str) -> String {
        let value = self.scalar_primary(Type::Int, depth);
        // A plain statement has no lists for parameters, and its parameters are numbers.
        if self.plain {
            return format!("{value} {not}in (1, 2)");
        }
        let name = self.fresh("p");
        let list = *self.random.pick(&["{}", "{1}", "{1,2,5}"]);
        self.params.push((name.clone(), format!("'{list}'")));
        let test = if not.is_empty() { "= any" } else { "<> all" };
        let place = self.place(
            format!("{not}in ${name}"),
            format!("{test} ('{list}'::bigint[])"),
        );
        format!("({value})::bigint {place}")
    }

    fn time_form(&mut self, depth: usize) -> String {
        let time = self.scalar(Type::Time, depth);
        match self.random.below(11) {
            0 => format!("(({time}) at time zone 'UTC' at time zone 'UTC')"),
            1 => format!("date_trunc('month', {time})"),
            2 => "timestamptz(0) '2024-03-01 00:00:00.4+00'".to_owned(),
            3 => format!("greatest({time}, timestamp with time zone '2024-02-01+00')"),
            4 => format!("(({time})::date::timestamptz)"),
            5 => format!(
                "case {} when 1 then {time} end",
                self.scalar(Type::Int, depth)
            ),
            6 => format!("cast({time} as timestamp(0) with time zone)"),
            7 => format!("(({time}) + (current_timestamp - now()))"),
            8 => format!("(({time}) - interval '1' day * 2)"),
            9 if self.features.version >= 17 => format!("(({time}) at local at local)"),
            _ => format!("least({time}, timestamptz 'infinity')"),
        }
    }

    /// A value that binds more strongly than any operator beside it.
    pub(super) fn scalar_primary(&mut self, ty: Type, depth: usize) -> String {
        format!("({})", self.scalar(ty, depth))
    }
}
