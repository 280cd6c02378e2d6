//! Lists of what an iterator gives.

/// `collect` for lists, of which there are hundreds.
///
/// `collect` is compiled anew for each closure in the chain before it, a dozen functions each time: a quarter of all that rustc had to
/// compile of this crate, which every user of the macros compiles, unoptimised. Here all iterators over one type share one loop.
///
/// ```
/// use softdelete_compiler::gather::Gather as _;
/// assert_eq!((1..4).map(|n| n * n).gather(), [1, 4, 9]);
/// ```
pub trait Gather: Iterator + Sized {
    /// What is left of the iterator, in order.
    fn gather(mut self) -> Vec<Self::Item> {
        gathered(&mut || self.next())
    }
}

impl<I: Iterator> Gather for I {}

/// It asks through a function, as an iterator that is not known brings along all its methods.
fn gathered<T>(next: &mut dyn FnMut() -> Option<T>) -> Vec<T> {
    let mut all = Vec::new();
    while let Some(item) = next() {
        all.push(item);
    }
    all
}
