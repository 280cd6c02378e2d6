use super::{DecodeError, Description, decode_table, decode_type, encode_table, encode_type};
use crate::catalog::schema::{
    Child, Column, ColumnType, Marker, OnDelete, Reference, Schema, SoftDelete, Table, UserType,
    UserTypeKind,
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
            let types = vec![status(), email()];
            let text = encode_table(&table, &types);
            assert_eq!(decode_table(&text), Ok(Description { table, types }));
        }
    }
}

#[test]
fn an_empty_table_comes_back() {
    let text = encode_table(&Table::default(), &[]);
    assert_eq!(decode_table(&text), Ok(Description::default()));
}

#[test]
fn types_come_back() {
    let composite = UserType {
        schema: None,
        name: "point3".to_owned(),
        kind: UserTypeKind::Composite(vec![("x".to_owned(), builtin("float8"))]),
    };
    for ty in [status(), email(), composite] {
        assert_eq!(decode_type(&encode_type(&ty)), Ok(ty));
    }
}

#[test]
fn every_cut_is_noticed() {
    let text = encode_table(&orders(), &[status(), email()]);
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
        decode_table(&encode_type(&email())),
        Err(DecodeError::Kind("type".to_owned()))
    );
}

#[test]
fn tables_share_the_types_they_have_in_common() {
    let mut schema = Schema::default();
    let description = |types: Vec<UserType>| Description {
        table: orders(),
        types,
    };
    let first = schema.add(description(vec![status(), email()]), "orders");
    let second = schema.add(description(vec![email(), status()]), "o2");
    assert_eq!((first.table, first.types), (0, vec![0, 1]));
    assert_eq!((second.table, second.types), (1, vec![1, 0]));
    assert_eq!(schema.types, [status(), email()]);
    assert_eq!(schema.tables[1].local_name, "o2");
    assert_eq!(schema.tables[1].columns[2].ty, ColumnType::User(0));
}
