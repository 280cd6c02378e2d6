//! `values $rows`: columns of a slice of rows as arrays.

mod support;

use softdelete_runtime::__private::{
    BytesMut, ElementPart, Encode, EncodeError, EncodeRow, IsNull, Query, Row, RowField, Statement,
    StatementKind, Type, Typed, bind_elements, bind_rows, get, sql,
};
use softdelete_runtime::{Error, FromRow};
use support::{Person, people};

static INSERT: Statement = Statement {
    kind: StatementKind::Insert,
    tables: &["people"],
    sql: "insert into people (id, name, mood) select id, name, mood::mood from unnest($1, $2, $3) as row (id, name, mood) \
          returning id, name, mood::text",
    params: &[Type::INT8_ARRAY, Type::TEXT_ARRAY, Type::TEXT_ARRAY],
    columns: &["id", "name", "mood"],
    ..Statement::PLAIN
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

/// The parts of the elements as they arrive; NULLs and empty arrays have an entry each.
static ELEMENTS: Statement = Statement {
    kind: StatementKind::Select,
    sql: "select item, nth::int8, place::text from unnest($1, $2, $3) with ordinality as e (item, nth, place, n) order by n",
    params: &[Type::TEXT_ARRAY, Type::INT4_ARRAY, Type::INT4_ARRAY],
    columns: &["item", "nth", "place"],
    ..Statement::PLAIN
};

#[derive(Debug, PartialEq)]
struct Element(Option<String>, i64, Option<String>);

impl FromRow for Element {
    const COLUMNS: usize = 3;

    fn from_row(row: &Row, first: usize) -> Result<Self, Error> {
        Ok(Element(
            get::<sql::Text, _>(row, first)?,
            get::<sql::Int8, _>(row, first + 1)?,
            get::<sql::Text, _>(row, first + 2)?,
        ))
    }
}

#[tokio::test]
async fn elements_of_arrays() {
    let database = people();
    let client = database.connect().await.unwrap();
    let elements = async |rows: &[(Option<Vec<Option<&str>>>,)]| {
        let part = |part| {
            bind_elements::<(), sql::Array<sql::Text>, 0, 0, true, _>(
                &rows,
                part,
                &Type::TEXT_ARRAY,
            )
        };
        let parts = [ElementPart::Item, ElementPart::Row, ElementPart::Place].map(part);
        let query = Query::new(Typed::<Element>::new(&ELEMENTS), parts);
        query.fetch_all(&client).await.unwrap()
    };
    let found = elements(&[
        (Some(vec![Some("a"), None]),),
        (None,),
        (Some(vec![]),),
        (Some(vec![Some("b")]),),
    ])
    .await;
    let element = |item: Option<&str>, row, place: Option<&str>| {
        Element(item.map(str::to_owned), row, place.map(str::to_owned))
    };
    assert_eq!(
        found,
        [
            element(Some("a"), 1, Some("1")),
            element(None, 1, Some("2")),
            element(None, 2, None),
            element(None, 3, Some("0")),
            element(Some("b"), 4, Some("1")),
        ]
    );
    assert_eq!(elements(&[]).await, []);
}
