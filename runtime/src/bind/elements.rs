//! Columns of arrays in `values $rows`: the elements of all rows' arrays, one after the other.
//!
//! `unnest` flattens an array of arrays, so beside the elements go the numbers of their rows and their places there, from which
//! the statement puts the arrays together again.

use bytes::{Buf, BufMut, BytesMut};
use postgres_types::{IsNull, Kind, Type};

use super::EncodeError;

/// What a parameter tells of each element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ElementPart {
    /// The element itself; NULL for the entry that stands for an array without elements.
    Item,
    /// The number of its row, counted from 1.
    Row,
    /// Its place in the row's array, counted from 1; 0 says that the array is empty, NULL that it is NULL.
    Place,
}

/// Writes a part of the elements of `rows` arrays of type `ty`; `array` writes the n-th of those.
///
/// Elements are taken as they are from the arrays' binary form, for which see [`array::write`](super::array::write).
pub(super) fn write(
    rows: usize,
    part: ElementPart,
    ty: &Type,
    out: &mut BytesMut,
    array: impl Fn(usize, &Type, &mut BytesMut) -> Result<IsNull, EncodeError>,
) -> Result<IsNull, EncodeError> {
    let Kind::Array(item_type) = ty.kind() else {
        return Err(format!("`{ty}` is not a type of arrays").into());
    };
    let mut entries = Entries {
        part,
        count: 0,
        nulls: false,
        out: BytesMut::new(),
    };
    let mut written = BytesMut::new();
    for index in 0..rows {
        let row = i32::try_from(index + 1).map_err(|_| "more rows than PostgreSQL can hold")?;
        written.clear();
        match array(index, ty, &mut written)? {
            IsNull::Yes => entries.without_items(row, None)?,
            IsNull::No => entries.of_array(row, &written)?,
        }
    }
    let element = match part {
        ElementPart::Item => item_type,
        ElementPart::Row | ElementPart::Place => &Type::INT4,
    };
    out.put_i32(i32::from(entries.count > 0));
    out.put_i32(i32::from(entries.nulls));
    out.put_u32(element.oid());
    if entries.count > 0 {
        out.put_i32(entries.count);
        out.put_i32(1);
        out.extend_from_slice(&entries.out);
    }
    Ok(IsNull::No)
}

/// The elements written so far.
struct Entries {
    part: ElementPart,
    count: i32,
    nulls: bool,
    out: BytesMut,
}

impl Entries {
    /// Adds the entry of an array without elements.
    fn without_items(&mut self, row: i32, place: Option<i32>) -> Result<(), EncodeError> {
        self.add(1)?;
        match self.part {
            ElementPart::Item => self.number(None),
            ElementPart::Row => self.number(Some(row)),
            ElementPart::Place => self.number(place),
        }
        Ok(())
    }

    /// Adds the elements of an array in its binary form.
    fn of_array(&mut self, row: i32, mut array: &[u8]) -> Result<(), EncodeError> {
        let dimensions = array.try_get_i32()?;
        let nulls = array.try_get_i32()? != 0;
        let _type = array.try_get_u32()?;
        if dimensions == 0 {
            return self.without_items(row, Some(0));
        }
        if dimensions != 1 {
            return Err("`values $rows` takes arrays of one dimension only".into());
        }
        let count = array.try_get_i32()?;
        let _lower_bound = array.try_get_i32()?;
        self.add(count)?;
        match self.part {
            ElementPart::Item => {
                self.nulls |= nulls;
                self.out.extend_from_slice(array);
            }
            ElementPart::Row => (0..count).for_each(|_| self.number(Some(row))),
            ElementPart::Place => (1..=count).for_each(|place| self.number(Some(place))),
        }
        Ok(())
    }

    fn add(&mut self, count: i32) -> Result<(), EncodeError> {
        let sum = self.count.checked_add(count);
        self.count = sum.ok_or("the rows' arrays have more elements than PostgreSQL can hold")?;
        Ok(())
    }

    /// Writes a number with its length, or NULL.
    fn number(&mut self, value: Option<i32>) {
        if let Some(value) = value {
            self.out.put_i32(4);
            self.out.put_i32(value);
        } else {
            self.out.put_i32(-1);
            self.nulls = true;
        }
    }
}
