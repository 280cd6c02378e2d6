//! Declarations of every kind compile, wherever they stand.
#![allow(missing_docs, unreachable_pub)]

/// Types declared in a module, used from another by a private import.
mod types {
    use softdelete::{SqlEnum, SqlType};

    #[derive(Clone, Copy, Debug, PartialEq, Eq, SqlEnum)]
    #[sql(name = "order_status", schema = "app", rename_all = "snake_case")]
    pub enum OrderStatus {
        New,
        HalfDone,
        #[sql(rename = "finished!")]
        Done,
    }

    #[derive(Clone, Copy, Debug, PartialEq, Eq, SqlType)]
    pub struct UserId(pub i64);

    #[derive(Clone, Debug, PartialEq, Eq, SqlType)]
    #[sql(name = "email")]
    pub(crate) struct Email(pub String);
}

mod tables {
    use super::types::{OrderStatus, UserId};
    use softdelete::Table;
    use softdelete::chrono::{DateTime, Utc};

    /// A user.
    #[derive(Debug, Table)]
    #[table(
        name = "users",
        schema = "app",
        soft_delete,
        children(orders, super::elsewhere::notes, users),
        retention = "90 days"
    )]
    pub struct User {
        /// The key.
        #[column(primary_key, generated)]
        pub id: UserId,
        #[column(unique)]
        pub email: super::types::Email,
        pub name: Option<String>,
        #[column(references(users.id), on_delete = set_null)]
        pub invited_by: Option<UserId>,
        #[column(name = "uuid")]
        pub number: softdelete::Uuid,
        #[column(sql_type = "varchar(20)")]
        pub phone: Option<String>,
        pub created_at: DateTime<Utc>,
    }

    #[derive(Debug, Table)]
    #[table(
        name = "orders",
        soft_delete(at = "removed_at", id = "removal"),
        unique(user_id, status)
    )]
    pub struct Order {
        #[column(primary_key)]
        pub id: i64,
        #[column(references(users.id), on_delete = cascade)]
        pub user_id: i64,
        pub status: OrderStatus,
        pub before: Vec<OrderStatus>,
        pub after: Option<OrderStatus>,
        pub removed_at: Option<DateTime<Utc>>,
    }
}

mod elsewhere {
    #[derive(Debug, softdelete::Table)]
    #[table(name = "notes")]
    pub struct Note {
        #[column(primary_key)]
        pub user: i64,
        #[column(primary_key, references(crate::tables::users.id), on_delete = keep)]
        pub r#type: i32,
    }

    /// Another table of the same name in another module.
    pub mod again {
        #[derive(softdelete::Table)]
        #[table(name = "users", soft_delete(flag = "gone"))]
        pub struct User {
            #[column(primary_key)]
            pub time: i64,
        }
    }
}

#[test]
fn columns_have_the_declared_types() {
    let id: tables::users::id = types::UserId(1);
    let status: tables::orders::after = types::OrderStatus::HalfDone;
    let _: tables::users::deleted_by = String::new();
    let _: tables::users::uuid = softdelete::Uuid::nil();
    let _: elsewhere::notes::r#type = 1_i32;
    let _: tables::orders::__T0 = status;
    assert_eq!(id.0, 1);
}

#[test]
fn labels_are_spelled_as_asked() {
    use softdelete::__private::Label;
    use types::OrderStatus::{Done, HalfDone, New};
    let labels = [New, HalfDone, Done].map(|status| status.label());
    assert_eq!(labels, ["new", "half_done", "finished!"]);
    assert_eq!(types::OrderStatus::from_label("half_done"), Some(HalfDone));
    assert_eq!(types::OrderStatus::from_label("HalfDone"), None);
}

/// Hands back what a describing macro gathered.
macro_rules! gathered {
    ({$($description:literal)*} {}) => {
        [$($description),*]
    };
}

#[test]
fn descriptions_are_gathered_across_modules() {
    let [first, second, third] = tables::users! { {} [[elsewhere::again::users] [crate::tables::users::__child_0]] {gathered} {} };
    assert!(first.contains("90 days"), "{first}");
    assert!(second.contains("gone"), "{second}");
    assert!(third.contains("finished!"), "{third}");
}
