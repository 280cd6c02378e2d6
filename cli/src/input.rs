//! Where statements come from.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use crate::arguments::InputArguments;
use crate::failure::Failure;

/// A text with statements, and how messages call it.
pub(crate) struct Text {
    /// The name: of a file, `<argument 1>` or `<stdin>`.
    pub(crate) name: String,
    /// The text.
    pub(crate) text: String,
}

/// A place that statements come from.
#[derive(Debug)]
enum Place {
    Argument(usize, String),
    File(PathBuf),
    Stdin,
}

fn places(arguments: InputArguments) -> Vec<Place> {
    let statements = arguments
        .statements
        .into_iter()
        .enumerate()
        .map(|(index, sql)| Place::Argument(index + 1, sql));
    let files = arguments.files.into_iter().map(|path| {
        if path == Path::new("-") {
            Place::Stdin
        } else {
            Place::File(path)
        }
    });
    let places: Vec<Place> = statements.chain(files).collect();
    if places.is_empty() {
        vec![Place::Stdin]
    } else {
        places
    }
}

/// The texts, each read when it is its turn.
pub(crate) fn texts(arguments: InputArguments) -> impl Iterator<Item = Result<Text, Failure>> {
    places(arguments).into_iter().map(|place| match place {
        Place::Argument(number, text) => Ok(Text {
            name: format!("<argument {number}>"),
            text,
        }),
        Place::File(path) => {
            let bytes = std::fs::read(&path).map_err(|error| Failure::reading(&path, &error))?;
            decode(path.display().to_string(), bytes)
        }
        Place::Stdin => {
            let mut bytes = Vec::new();
            let read = io::stdin().lock().read_to_end(&mut bytes);
            read.map_err(|error| Failure::reading(Path::new("<stdin>"), &error))?;
            decode("<stdin>".to_owned(), bytes)
        }
    })
}

fn decode(name: String, mut bytes: Vec<u8>) -> Result<Text, Failure> {
    // Editors of some systems begin a file of text with a mark, which is no part of it.
    if bytes.starts_with(b"\xEF\xBB\xBF") {
        bytes.drain(..3);
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Text { name, text }),
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let line = error.as_bytes()[..valid]
                .split(|byte| *byte == b'\n')
                .count();
            Err(
                Failure::new(format!("{name}: line {line} (byte {valid}) is not UTF-8"))
                    .help("convert the file to UTF-8, for example with iconv"),
            )
        }
    }
}

/// Readers of lines, each opened when it is its turn.
pub(crate) fn readers(
    arguments: InputArguments,
) -> impl Iterator<Item = Result<(String, Box<dyn Buffered>), Failure>> {
    places(arguments).into_iter().map(|place| match place {
        Place::Argument(number, text) => {
            let reader: Box<dyn Buffered> = Box::new(BufReader::new(io::Cursor::new(text)));
            Ok((format!("<argument {number}>"), reader))
        }
        Place::File(path) => {
            let file = File::open(&path).map_err(|error| Failure::reading(&path, &error))?;
            let reader: Box<dyn Buffered> = Box::new(BufReader::with_capacity(BUFFER, file));
            Ok((path.display().to_string(), reader))
        }
        Place::Stdin => {
            let reader: Box<dyn Buffered> = Box::new(BufReader::with_capacity(BUFFER, io::stdin()));
            Ok(("<stdin>".to_owned(), reader))
        }
    })
}

const BUFFER: usize = 1 << 16;

/// A reader that knows what it holds already.
pub(crate) trait Buffered: BufRead {
    /// Whether reading on would have to wait for more input.
    fn is_drained(&self) -> bool;
}

impl<R: Read> Buffered for BufReader<R> {
    fn is_drained(&self) -> bool {
        self.buffer().is_empty()
    }
}
