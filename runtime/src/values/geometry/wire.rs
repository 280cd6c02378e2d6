//! How geometric values travel: as their numbers, one after the other.

use bytes::{BufMut, BytesMut};

use super::super::wire::{Wire, put_count, travels};
use super::{Circle, Line, LineSegment, Path, Point, Polygon, Rectangle};
use crate::bind::EncodeError;
use crate::decode::{DecodeError, Reader};

impl Wire for Point {
    fn put(&self, out: &mut BytesMut) -> Result<(), EncodeError> {
        out.put_f64(self.x);
        out.put_f64(self.y);
        Ok(())
    }

    fn take(reader: &mut Reader<'_>) -> Result<Point, DecodeError> {
        let (x, y) = (reader.float()?, reader.float()?);
        Ok(Point { x, y })
    }
}

impl Wire for Line {
    fn put(&self, out: &mut BytesMut) -> Result<(), EncodeError> {
        out.put_f64(self.a);
        out.put_f64(self.b);
        out.put_f64(self.c);
        Ok(())
    }

    fn take(reader: &mut Reader<'_>) -> Result<Line, DecodeError> {
        let (a, b, c) = (reader.float()?, reader.float()?, reader.float()?);
        Ok(Line { a, b, c })
    }
}

impl Wire for LineSegment {
    fn put(&self, out: &mut BytesMut) -> Result<(), EncodeError> {
        self.start.put(out)?;
        self.end.put(out)
    }

    fn take(reader: &mut Reader<'_>) -> Result<LineSegment, DecodeError> {
        let (start, end) = (Point::take(reader)?, Point::take(reader)?);
        Ok(LineSegment { start, end })
    }
}

impl Wire for Rectangle {
    fn put(&self, out: &mut BytesMut) -> Result<(), EncodeError> {
        self.high.put(out)?;
        self.low.put(out)
    }

    fn take(reader: &mut Reader<'_>) -> Result<Rectangle, DecodeError> {
        let (high, low) = (Point::take(reader)?, Point::take(reader)?);
        Ok(Rectangle { high, low })
    }
}

impl Wire for Path {
    fn put(&self, out: &mut BytesMut) -> Result<(), EncodeError> {
        out.put_u8(u8::from(self.closed));
        put_points(&self.points, "path", out)
    }

    fn take(reader: &mut Reader<'_>) -> Result<Path, DecodeError> {
        let closed = reader.byte()? != 0;
        let points = take_points(reader)?;
        Ok(Path { closed, points })
    }
}

impl Wire for Polygon {
    fn put(&self, out: &mut BytesMut) -> Result<(), EncodeError> {
        put_points(&self.0, "polygon", out)
    }

    fn take(reader: &mut Reader<'_>) -> Result<Polygon, DecodeError> {
        take_points(reader).map(Polygon)
    }
}

impl Wire for Circle {
    fn put(&self, out: &mut BytesMut) -> Result<(), EncodeError> {
        self.center.put(out)?;
        out.put_f64(self.radius);
        Ok(())
    }

    fn take(reader: &mut Reader<'_>) -> Result<Circle, DecodeError> {
        let (center, radius) = (Point::take(reader)?, reader.float()?);
        Ok(Circle { center, radius })
    }
}

fn put_points(points: &[Point], ty: &str, out: &mut BytesMut) -> Result<(), EncodeError> {
    if points.is_empty() {
        return Err(format!("a `{ty}` has one point at least").into());
    }
    put_count(points.len(), out)?;
    points.iter().try_for_each(|point| point.put(out))
}

fn take_points(reader: &mut Reader<'_>) -> Result<Vec<Point>, DecodeError> {
    let count = reader.count()?;
    (0..count).map(|_| Point::take(reader)).collect()
}

travels! {
    Point as Point;
    Line as Line;
    LineSegment as Lseg;
    Rectangle as Box;
    Path as Path;
    Polygon as Polygon;
    Circle as Circle;
}
