//! Requests and answers as lines of JSON.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use softdelete_compiler::diagnostic::Diagnostic;
use softdelete_compiler::span::Span;

use crate::answer::{Answer, Column, Slot};
use crate::arguments::InputArguments;
use crate::failure::Failure;
use crate::input::{self, Buffered};
use crate::job::Job;
use crate::mistake::NOT_A_REQUEST;

/// Answers every line of the input with a line.
///
/// # Errors
/// A file cannot be read, or the output cannot be written.
pub(crate) fn answer_lines(job: &Job, arguments: InputArguments) -> Result<(), Failure> {
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    for reader in input::readers(arguments) {
        let (name, mut reader) = reader?;
        answer_all(job, &name, reader.as_mut(), &mut out)?;
    }
    out.flush().map_err(|error| Failure::writing(&error))
}

fn answer_all(
    job: &Job,
    name: &str,
    reader: &mut dyn Buffered,
    out: &mut impl Write,
) -> Result<(), Failure> {
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = reader.read_until(b'\n', &mut line);
        if read.map_err(|error| Failure::reading(Path::new(name), &error))? == 0 {
            return Ok(());
        }
        answer_line(job, &line, out).map_err(|error| Failure::writing(&error))?;
        // Whoever asks one question at a time waits for the answer before the next.
        if reader.is_drained() {
            out.flush().map_err(|error| Failure::writing(&error))?;
        }
    }
}

/// A line of the input, its parts as they were written.
#[derive(Deserialize)]
struct Request<'a> {
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    #[serde(borrow)]
    sql: Option<&'a RawValue>,
}

fn answer_line(job: &Job, line: &[u8], out: &mut impl Write) -> io::Result<()> {
    let request: Request<'_> = match serde_json::from_slice(line) {
        Ok(request) => request,
        Err(error) => return refuse(out, None, &[unreadable(line, &error)]),
    };
    let Some(sql) = request.sql else {
        return refuse(out, request.id, &[no_request("there is no `sql`")]);
    };
    match serde_json::from_str::<String>(sql.get()) {
        Err(_) => refuse(out, request.id, &[no_request("`sql` is not a string")]),
        Ok(sql) => match job.answer(&sql) {
            Ok(answer) => accept(out, request.id, &answer),
            Err(mistakes) => refuse(out, request.id, &mistakes),
        },
    }
}

fn unreadable(line: &[u8], error: &serde_json::Error) -> Diagnostic {
    if let Err(error) = std::str::from_utf8(line) {
        return no_request(&format!("byte {} is not UTF-8", error.valid_up_to()));
    }
    let message = error.to_string();
    // The place is told as of a text of several lines, and this is one of them.
    let what = message
        .rsplit_once(" at line ")
        .map_or(message.as_str(), |(what, _)| what);
    no_request(&format!(
        "{what} at byte {}",
        error.column().saturating_sub(1)
    ))
}

fn no_request(why: &str) -> Diagnostic {
    Diagnostic::new(
        &NOT_A_REQUEST,
        Span::default(),
        format!("the line is no request: {why}"),
    )
    .help(r#"write `{"id":1,"sql":"select 1"}`"#)
}

#[derive(Serialize)]
struct Rendered<'a> {
    id: Option<&'a RawValue>,
    ok: bool,
    sql: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    slots: &'a [Slot],
}

#[derive(Serialize)]
struct Description<'a> {
    id: Option<&'a RawValue>,
    ok: bool,
    params: &'a [String],
    columns: &'a [Column],
}

#[derive(Serialize)]
struct Refusal<'a> {
    id: Option<&'a RawValue>,
    ok: bool,
    #[serde(flatten)]
    first: Mistake<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<Mistake<'a>>,
}

#[derive(Serialize)]
struct Mistake<'a> {
    code: &'static str,
    error: &'a str,
    span: [u32; 2],
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
}

impl<'a> From<&'a Diagnostic> for Mistake<'a> {
    fn from(diagnostic: &'a Diagnostic) -> Self {
        Self {
            code: diagnostic.entry.code,
            error: &diagnostic.message,
            span: [diagnostic.span.start, diagnostic.span.end],
            help: diagnostic.help.as_deref(),
        }
    }
}

fn accept(out: &mut impl Write, id: Option<&RawValue>, answer: &Answer) -> io::Result<()> {
    match answer {
        Answer::Sql { sql, slots } => write_line(
            out,
            &Rendered {
                id,
                ok: true,
                sql,
                slots,
            },
        ),
        Answer::Description { params, columns } => write_line(
            out,
            &Description {
                id,
                ok: true,
                params,
                columns,
            },
        ),
    }
}

/// Answers with mistakes, of which there is one at least.
fn refuse(out: &mut impl Write, id: Option<&RawValue>, mistakes: &[Diagnostic]) -> io::Result<()> {
    let all: Vec<Mistake<'_>> = mistakes.iter().map(Mistake::from).collect();
    let first = Mistake::from(&mistakes[0]);
    let errors = if all.len() > 1 { all } else { Vec::new() };
    write_line(
        out,
        &Refusal {
            id,
            ok: false,
            first,
            errors,
        },
    )
}

fn write_line(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}
