//! `values $rows`: columns of a slice of rows as arrays.

mod support;

use softdelete_runtime::__private::{
    BytesMut, Encode, EncodeError, EncodeRow, IsNull, Query, RowField, Statement, StatementKind,
    Type, Typed, bind_rows, sql,
};
use support::{Person, people};

static INSERT: Statement = Statement {
    kind: StatementKind::Insert,
    tables: &["people"],
    sql: "insert into people (id, name, mood) select id, name, mood::mood from unnest($1, $2, $3) as row (id, name, mood) \
          returning id, name, mood::text",
    params: &[Type::INT8_ARRAY, Type::TEXT_ARRAY, Type::TEXT_ARRAY],
    slots: &[],
    columns: &["id", "name", "mood"],
};

/// As `#[derive(Table)]` does.
impl EncodeRow for Person {
    fn encode_field(
        &self,
        column: usize,
        _: usize,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, EncodeError> {
        match column {
            0 => self.id.encode(ty, out),
            1 => self.name.encode(ty, out),
            2 => self.mood.encode(ty, out),
            _ => Err("no such column".into()),
        }
    }
}

impl<const POSITION: usize> RowField<Person, sql::Int8, 0, POSITION, false> for Person {}
impl<const POSITION: usize> RowField<Person, sql::Text, 1, POSITION, true> for Person {}
impl<const POSITION: usize> RowField<Person, sql::Text, 2, POSITION, false> for Person {}

macro_rules! insert {
    ($rows:expr) => {
        Query::new(
            Typed::<Person>::new(&INSERT),
            [
                bind_rows::<Person, sql::Int8, 0, 0, false, _>($rows),
                bind_rows::<Person, sql::Text, 1, 1, true, _>($rows),
                bind_rows::<Person, sql::Text, 2, 2, false, _>($rows),
            ],
        )
    };
}

#[tokio::test]
async fn structs() {
    let database = people();
    let client = database.connect().await.unwrap();
    let rows: Vec<Person> = (10..1010)
        .map(|id| Person {
            id,
            name: (id % 2 == 0).then(|| format!("name {id}")),
            mood: "sad".to_owned(),
        })
        .collect();
    assert_eq!(insert!(&rows).fetch_all(&client).await.unwrap(), rows);
}

#[tokio::test]
async fn tuples_that_borrow() {
    let database = people();
    let client = database.connect().await.unwrap();
    let name = String::from("borrowed");
    let rows = [(10_i64, Some(name.as_str()), "sad"), (11, None, "happy")];
    let slice: &[_] = &rows;
    assert_eq!(insert!(&slice).execute(&client).await.unwrap(), 2);
}

#[tokio::test]
async fn no_rows() {
    let database = people();
    let client = database.connect().await.unwrap();
    let rows: Vec<Person> = Vec::new();
    assert_eq!(insert!(&rows).execute(&client).await.unwrap(), 0);
}
