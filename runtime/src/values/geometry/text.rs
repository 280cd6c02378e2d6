//! Geometric values as PostgreSQL writes them.

use std::fmt;
use std::str::FromStr;

use super::super::InvalidValue;
use super::super::text_scan::Scan;
use super::{Circle, Line, LineSegment, Path, Point, Polygon, Rectangle};

/// A number as PostgreSQL prints it: with its exponent where that is large or small.
struct Number(f64);

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = self.0;
        if number.is_infinite() {
            return f.write_str(if number > 0.0 {
                "Infinity"
            } else {
                "-Infinity"
            });
        }
        let text = format!("{number:e}");
        let exponent = text.split_once('e').and_then(|(digits, exponent)| {
            let exponent: i32 = exponent.parse().ok()?;
            (!(-4..15).contains(&exponent)).then_some((digits, exponent))
        });
        match exponent {
            Some((digits, exponent)) => {
                let sign = if exponent < 0 { '-' } else { '+' };
                write!(f, "{digits}e{sign}{:02}", exponent.abs())
            }
            None => write!(f, "{number}"),
        }
    }
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({},{})", Number(self.x), Number(self.y))
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{{{},{},{}}}",
            Number(self.a),
            Number(self.b),
            Number(self.c)
        )
    }
}

impl fmt::Display for LineSegment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{},{}]", self.start, self.end)
    }
}

impl fmt::Display for Rectangle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{},{}", self.high, self.low)
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (open, close) = if self.closed { ("(", ")") } else { ("[", "]") };
        f.write_str(open)?;
        print_points(&self.points, f)?;
        f.write_str(close)
    }
}

impl fmt::Display for Polygon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(")?;
        print_points(&self.0, f)?;
        f.write_str(")")
    }
}

impl fmt::Display for Circle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{},{}>", self.center, Number(self.radius))
    }
}

fn print_points(points: &[Point], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (index, point) in points.iter().enumerate() {
        let between = if index == 0 { "" } else { "," };
        write!(f, "{between}{point}")?;
    }
    Ok(())
}

fn scan_point(scan: &mut Scan<'_>) -> Result<Point, InvalidValue> {
    scan.expect("(")?;
    let x = scan.float()?;
    scan.expect(",")?;
    let y = scan.float()?;
    scan.expect(")")?;
    Ok(Point { x, y })
}

fn scan_two_points(scan: &mut Scan<'_>) -> Result<(Point, Point), InvalidValue> {
    let first = scan_point(scan)?;
    scan.expect(",")?;
    Ok((first, scan_point(scan)?))
}

/// Takes points up to `close`.
fn scan_points(scan: &mut Scan<'_>, close: &str) -> Result<Vec<Point>, InvalidValue> {
    let mut points = vec![scan_point(scan)?];
    while !scan.skip(close) {
        scan.expect(",")?;
        points.push(scan_point(scan)?);
    }
    Ok(points)
}

/// Reads what PostgreSQL writes, with spaces between the parts if need be.
macro_rules! read {
    ($($rust:ident, $name:literal: $read:expr;)+) => {$(
        impl FromStr for $rust {
            type Err = InvalidValue;

            /// Reads the form that PostgreSQL writes.
            fn from_str(text: &str) -> Result<Self, InvalidValue> {
                let mut scan = Scan::new(text, $name);
                let read: fn(&mut Scan<'_>) -> Result<Self, InvalidValue> = $read;
                let value = read(&mut scan)?;
                scan.end()?;
                Ok(value)
            }
        }
    )+};
}

read! {
    Point, "point": scan_point;
    Line, "line": |scan| {
        scan.expect("{")?;
        let a = scan.float()?;
        scan.expect(",")?;
        let b = scan.float()?;
        scan.expect(",")?;
        let c = scan.float()?;
        scan.expect("}")?;
        Ok(Line { a, b, c })
    };
    LineSegment, "lseg": |scan| {
        scan.expect("[")?;
        let (start, end) = scan_two_points(scan)?;
        scan.expect("]")?;
        Ok(LineSegment { start, end })
    };
    Rectangle, "box": |scan| {
        let (corner, opposite) = scan_two_points(scan)?;
        Ok(Rectangle::new(corner, opposite))
    };
    Path, "path": |scan| {
        let open = scan.skip("[");
        if !open {
            scan.expect("(")?;
        }
        let points = scan_points(scan, if open { "]" } else { ")" })?;
        Ok(Path { closed: !open, points })
    };
    Polygon, "polygon": |scan| {
        scan.expect("(")?;
        scan_points(scan, ")").map(Polygon)
    };
    Circle, "circle": |scan| {
        scan.expect("<")?;
        let center = scan_point(scan)?;
        scan.expect(",")?;
        let radius = scan.float()?;
        scan.expect(">")?;
        Ok(Circle { center, radius })
    };
}
