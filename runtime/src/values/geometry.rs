//! PostgreSQL's geometric types.

mod text;
mod wire;

/// A place in the plane, `point`.
///
/// ```
/// use softdelete_runtime::Point;
///
/// let place: Point = "(1.5,-2)".parse()?;
/// assert_eq!(place, Point { x: 1.5, y: -2.0 });
/// assert_eq!(place.to_string(), "(1.5,-2)");
/// # Ok::<(), softdelete_runtime::InvalidValue>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// The first coordinate.
    pub x: f64,
    /// The second.
    pub y: f64,
}

impl From<(f64, f64)> for Point {
    fn from((x, y): (f64, f64)) -> Point {
        Point { x, y }
    }
}

/// An infinite line, `line`: where ax + by + c is 0. Not both a and b are 0, says the server.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    /// The factor of x.
    pub a: f64,
    /// The factor of y.
    pub b: f64,
    /// What is added.
    pub c: f64,
}

/// The line between two points, `lseg`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LineSegment {
    /// One end.
    pub start: Point,
    /// The other.
    pub end: Point,
}

/// A rectangle with sides along the axes, `box`.
///
/// ```
/// use softdelete_runtime::Rectangle;
///
/// let rectangle = Rectangle::new((0.0, 5.0), (2.0, 1.0));
/// assert_eq!(rectangle.to_string(), "(2,5),(0,1)");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rectangle {
    /// The corner with the larger coordinates. The server exchanges coordinates until it has them.
    pub high: Point,
    /// The corner with the smaller coordinates.
    pub low: Point,
}

impl Rectangle {
    /// The rectangle between two opposite corners.
    pub fn new(corner: impl Into<Point>, opposite: impl Into<Point>) -> Rectangle {
        let (a, b) = (corner.into(), opposite.into());
        Rectangle {
            high: Point {
                x: a.x.max(b.x),
                y: a.y.max(b.y),
            },
            low: Point {
                x: a.x.min(b.x),
                y: a.y.min(b.y),
            },
        }
    }
}

/// A line through points, of which there is one at least, `path`.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// Whether the last point is joined with the first.
    pub closed: bool,
    /// The points.
    pub points: Vec<Point>,
}

/// An area between points, of which there is one at least, `polygon`.
///
/// ```
/// use softdelete_runtime::{Point, Polygon};
///
/// let polygon = Polygon(vec![Point { x: 0.0, y: 0.0 }, Point { x: 1.0, y: 1.0 }]);
/// assert_eq!(polygon.to_string(), "((0,0),(1,1))");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Polygon(pub Vec<Point>);

/// A circle, `circle`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Circle {
    /// Its middle.
    pub center: Point,
    /// Its radius, which is not negative.
    pub radius: f64,
}
