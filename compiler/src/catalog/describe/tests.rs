use super::{
    DecodeError, DescribedType, Description, Functions, Types, decode_functions, decode_table,
    decode_type, encode_functions, encode_table, encode_type,
};
use crate::catalog::builtin::{ArgMode, CastContext, CastMethod, FunctionKind};
use crate::catalog::schema::{
    Argument, BaseType, Child, Column, ColumnType, Marker, OnDelete, Reference, Schema, SoftDelete,
    Table, UserCast, UserFunction, UserOperator, UserType, UserTypeKind,
};

fn builtin(name: &str) -> ColumnType {
    ColumnType::Builtin(name.to_owned())
}

fn column(name: &str, ty: ColumnType) -> Column {
    Column {
        name: name.to_owned(),
        field: Some(format!("{name}_field")),
        ty,
        nullable: false,
        has_default: true,
        generated: false,
        personal: None,
    }
}

fn status() -> UserType {
    UserType {
        schema: Some("app".to_owned()),
        name: "order_status".to_owned(),
        kind: UserTypeKind::Enum(vec![
            "new".to_owned(),
            "half; done\\".to_owned(),
            String::new(),
        ]),
    }
}

fn email() -> UserType {
    UserType {
        schema: None,
        name: "email".to_owned(),
        kind: UserTypeKind::Domain {
            base: Box::new(builtin("text")),
            not_null: true,
        },
    }
}

fn alone(ty: UserType) -> DescribedType {
    DescribedType {
        ty,
        parts: Types::default(),
    }
}

/// A base type with a cast from each of the contexts and methods: of itself to text, of the status and of arrays of itself to itself.
fn version() -> DescribedType {
    let own = ColumnType::User(1);
    let cast = |from, to, context, method| UserCast {
        from,
        to,
        context,
        method,
        may_give_null: method == CastMethod::Function,
    };
    let casts = vec![
        cast(
            own.clone(),
            builtin("text"),
            CastContext::Implicit,
            CastMethod::Binary,
        ),
        cast(
            ColumnType::User(0),
            own.clone(),
            CastContext::Assignment,
            CastMethod::Function,
        ),
        cast(
            ColumnType::Array(Box::new(own.clone())),
            own,
            CastContext::Explicit,
            CastMethod::InOut,
        ),
    ];
    DescribedType {
        ty: UserType {
            schema: None,
            name: "version".to_owned(),
            kind: UserTypeKind::Base(BaseType {
                category: 'S',
                preferred: true,
                comparisons: vec!["=".to_owned(), "<>".to_owned()],
            }),
        },
        parts: Types {
            casts,
            ..Types::of(vec![alone(status())])
        },
    }
}

/// A range type over an enum.
fn sizes() -> DescribedType {
    DescribedType {
        ty: UserType {
            schema: Some("app".to_owned()),
            name: "sizes".to_owned(),
            kind: UserTypeKind::Range {
                subtype: Box::new(ColumnType::User(0)),
                multirange: "many_sizes".to_owned(),
            },
        },
        parts: Types::of(vec![alone(status())]),
    }
}

/// A composite type of a status, an e-mail address and another composite type that has a status as well.
fn contact() -> DescribedType {
    let inner = DescribedType {
        ty: UserType {
            schema: None,
            name: "mark".to_owned(),
            kind: UserTypeKind::Composite(vec![("status".to_owned(), ColumnType::User(0))]),
        },
        parts: Types::of(vec![alone(status())]),
    };
    let fields = [
        ("status", ColumnType::User(0)),
        ("mark", ColumnType::Array(Box::new(ColumnType::User(1)))),
    ];
    DescribedType {
        ty: UserType {
            schema: Some("app".to_owned()),
            name: "contact".to_owned(),
            kind: UserTypeKind::Composite(fields.map(|(name, ty)| (name.to_owned(), ty)).to_vec()),
        },
        parts: Types::of(vec![alone(status()), inner]),
    }
}

fn description(table: Table, types: Vec<DescribedType>) -> Description {
    Description {
        table,
        types: Types::of(types),
        operators: vec![near()],
    }
}

fn near() -> UserOperator {
    UserOperator {
        schema: None,
        symbol: "<->;".to_owned(),
        left: None,
        right: ColumnType::User(0),
        result: builtin("float8"),
        strict: true,
        not_null: false,
    }
}

fn functions(kind: FunctionKind, mode: ArgMode) -> Functions {
    Functions {
        functions: vec![UserFunction {
            local_name: String::new(),
            schema: Some("app".to_owned()),
            name: "f".to_owned(),
            kind,
            args: vec![Argument {
                mode,
                name: "x".to_owned(),
                ty: ColumnType::Array(Box::new(ColumnType::User(0))),
            }],
            defaults: 1,
            result: builtin("anyelement"),
            returns_set: true,
            strict: false,
            not_null: true,
        }],
        operators: vec![near()],
        types: Types::of(vec![contact()]),
    }
}

fn orders() -> Table {
    Table {
        local_name: String::new(),
        schema: Some("app".to_owned()),
        name: "orders".to_owned(),
        columns: vec![
            column("id", builtin("int8")),
            column("tags", ColumnType::Array(Box::new(ColumnType::User(0)))),
            column("email", ColumnType::User(1)),
            Column {
                field: None,
                nullable: true,
                ..column("deleted_at", builtin("timestamptz"))
            },
        ],
        primary_key: vec![0],
        unique: vec![vec![1, 2], vec![2]],
        soft_delete: Some(SoftDelete {
            marker: Marker::Timestamp { at: 3 },
            by: None,
            reason: Some(1),
            id: None,
            created: Some(0),
            retention: Some("90 days".to_owned()),
            hold: None,
        }),
        children: vec![Child {
            path: "crate::shop::items".to_owned(),
            table: None,
        }],
        references: vec![Reference {
            columns: vec![0],
            table: "users".to_owned(),
            parent: None,
            target: vec!["id".to_owned()],
            on_delete: OnDelete::SetNull,
        }],
        audit: true,
        outbox: false,
    }
}

#[test]
fn a_table_comes_back_as_it_went() {
    for marker in [
        Marker::Timestamp { at: 3 },
        Marker::Flag { flag: 1, at: None },
        Marker::Flag {
            flag: 1,
            at: Some(3),
        },
        Marker::Sentinel { at: 3 },
        Marker::Archive {
            table: "orders_archive".to_owned(),
            schema: Some("past".to_owned()),
            at: 3,
        },
        Marker::Archive {
            table: "orders_archive".to_owned(),
            schema: None,
            at: 3,
        },
    ] {
        for on_delete in [
            OnDelete::Cascade,
            OnDelete::Restrict,
            OnDelete::SetNull,
            OnDelete::Keep,
        ] {
            let mut table = orders();
            table.soft_delete.as_mut().expect("it has one").marker = marker.clone();
            table.references[0].on_delete = on_delete;
            let described = description(table, vec![alone(status()), alone(email())]);
            let text = encode_table(&described);
            assert_eq!(decode_table(&text), Ok(described));
        }
    }
}

#[test]
fn an_empty_table_comes_back() {
    let text = encode_table(&Description::default());
    assert_eq!(decode_table(&text), Ok(Description::default()));
}

#[test]
fn types_come_back() {
    let composite = UserType {
        schema: None,
        name: "point3".to_owned(),
        kind: UserTypeKind::Composite(vec![("x".to_owned(), builtin("float8"))]),
    };
    let types = [
        alone(status()),
        alone(email()),
        alone(composite),
        contact(),
        version(),
        sizes(),
        {
            let range = Box::new(ColumnType::User(0));
            DescribedType {
                ty: UserType {
                    schema: None,
                    name: "many_sizes".to_owned(),
                    kind: UserTypeKind::Multirange { range },
                },
                parts: Types::of(vec![sizes()]),
            }
        },
    ];
    for ty in types {
        assert_eq!(decode_type(&encode_type(&ty)), Ok(ty));
    }
}

#[test]
fn functions_come_back() {
    for kind in [
        FunctionKind::Function,
        FunctionKind::Aggregate,
        FunctionKind::OrderedSet(1),
        FunctionKind::HypotheticalSet(2),
        FunctionKind::Window,
    ] {
        for mode in [
            ArgMode::In,
            ArgMode::Out,
            ArgMode::InOut,
            ArgMode::Variadic,
            ArgMode::Table,
        ] {
            let described = functions(kind, mode);
            let text = encode_functions(&described);
            assert_eq!(decode_functions(&text), Ok(described));
        }
    }
}

#[test]
fn types_are_added_with_what_they_are_made_of_and_each_once() {
    let mut schema = Schema::default();
    let index = schema.add_type(contact(), "Contact");
    let names: Vec<&str> = schema.types.iter().map(|ty| ty.name.as_str()).collect();
    assert_eq!(names, ["order_status", "mark", "contact"]);
    assert_eq!(schema.type_called(None, "Contact"), Some(index));
    assert_eq!(schema.type_called(Some("app"), "contact"), Some(index));
    assert_eq!(schema.type_called(Some("other"), "contact"), None);
    let of_function = schema.add_functions(functions(FunctionKind::Function, ArgMode::In), "g");
    assert_eq!((of_function, schema.types.len()), (vec![index], 3));
    assert_eq!(schema.functions[0].called(), "g");
    assert_eq!(schema.operators[0].right, ColumnType::User(index));
}

#[test]
fn casts_follow_the_numbers_of_their_types() {
    let mut schema = Schema::default();
    schema.add_type(alone(email()), "Email");
    let index = schema.add_type(version(), "Version");
    // As part of another declaration, and once more.
    let of_table = description(orders(), vec![alone(email()), version()]);
    assert_eq!(schema.add(of_table, "orders").types, [0, index]);
    let status = schema
        .type_called(None, "order_status")
        .map(ColumnType::User);
    let own = ColumnType::User(index);
    let from: Vec<&ColumnType> = schema.casts.iter().map(|cast| &cast.from).collect();
    let array = ColumnType::Array(Box::new(own.clone()));
    assert_eq!(from, [&own, &status.expect("it is made of it"), &array]);
    assert_eq!((&schema.casts[1].to, schema.types.len()), (&own, 3));
}

#[test]
fn a_range_type_brings_its_multirange_type_and_constructors_once() {
    let mut schema = Schema::default();
    let index = schema.add_type(sizes(), "Sizes");
    assert_eq!(schema.add_type(sizes(), "Sizes"), index);
    let names: Vec<&str> = schema.types.iter().map(|ty| ty.name.as_str()).collect();
    assert_eq!(names, ["order_status", "sizes", "many_sizes"]);
    assert_eq!(schema.multirange_of(index), Some(index + 1));
    let functions = schema.functions.iter();
    let functions: Vec<(&str, usize)> = functions.map(|it| (it.called(), it.args.len())).collect();
    assert_eq!(
        functions,
        [
            ("sizes", 2),
            ("sizes", 3),
            ("many_sizes", 0),
            ("many_sizes", 1),
            ("many_sizes", 1)
        ]
    );
    assert_eq!(schema.casts.len(), 1);
}

#[test]
fn every_cut_is_noticed() {
    let text = encode_table(&description(
        orders(),
        vec![alone(status()), alone(email())],
    ));
    for (end, _) in text.char_indices() {
        assert!(decode_table(&text[..end]).is_err(), "{}", &text[..end]);
    }
    assert_eq!(
        decode_table(&format!("{text}x;")),
        Err(DecodeError::Malformed)
    );
}

#[test]
fn another_version_or_kind_is_named() {
    assert_eq!(
        decode_table("softdelete-0;table;"),
        Err(DecodeError::Version("softdelete-0".to_owned()))
    );
    assert_eq!(
        decode_table(&encode_type(&alone(email()))),
        Err(DecodeError::Kind("type".to_owned()))
    );
}

#[test]
fn tables_share_the_types_they_have_in_common() {
    let mut schema = Schema::default();
    let described =
        |types: Vec<UserType>| description(orders(), types.into_iter().map(alone).collect());
    let first = schema.add(described(vec![status(), email()]), "orders");
    let second = schema.add(described(vec![email(), status()]), "o2");
    assert_eq!((first.table, first.types), (0, vec![0, 1]));
    assert_eq!((second.table, second.types), (1, vec![1, 0]));
    assert_eq!(schema.types, [status(), email()]);
    assert_eq!(schema.tables[1].local_name, "o2");
    assert_eq!(schema.tables[1].columns[2].ty, ColumnType::User(0));
}
