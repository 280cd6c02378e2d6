//! Spans tell what ran, never with which values.

mod support;

use std::fmt::Write;
use std::sync::{Arc, Mutex};

use support::people;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Writes everything down.
#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<String>>);

impl Visit for Recorder {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        write!(self.0.lock().unwrap(), "{}={value:?} ", field.name()).unwrap();
    }
}

impl Subscriber for Recorder {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("softdelete")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut self.clone());
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut self.clone());
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut self.clone());
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}

    fn current_span(&self) -> tracing_core::span::Current {
        tracing_core::span::Current::none()
    }
}

#[tokio::test]
async fn spans_name_statement_and_outcome() {
    let database = people();
    let client = database.connect().await.unwrap();
    let recorder = Recorder::default();
    let _guard = tracing::subscriber::set_default(recorder.clone());
    let (id, name) = (1_i64, "secret");
    query!((); "update people set name = $2 where id = $1", [Int8 => &id, Text => &name])
        .execute(&client)
        .await
        .unwrap();
    let duplicate =
        query!((); "insert into people (id, name) values ($1, $2)", [Int8 => &id, Text => &name]);
    duplicate.execute(&client).await.unwrap_err();
    let seen = recorder.0.lock().unwrap().clone();
    for word in ["call=\"execute\"", "kind=\"select\"", "tables=[\"people\"]"] {
        assert!(seen.contains(word), "{seen}");
    }
    assert!(!seen.contains("secret"), "{seen}");
}
