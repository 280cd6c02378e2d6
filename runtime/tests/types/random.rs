//! Random values of each type, many in one array: what the server sends back is what it was given, and its text is ours.

use std::fmt::{Debug, Display};
use std::net::IpAddr;
use std::ops::Bound;

use softdelete_runtime::__private::{Bind, FromColumn};
use softdelete_runtime::sql::{self, Array, SqlType};
use softdelete_runtime::{
    Bits, Cidr, Inet, Lsn, MacAddr, MacAddr8, Money, Multirange, Point, Range, Snapshot, Tid,
    TimeTz, TsQuery, TsVector, Weight,
};

use crate::server::Server;

/// How many values of a type are tried.
const VALUES: usize = 500;

/// Numbers that look random and are the same in every run (`SplitMix64`).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end).unwrap()).unwrap()
    }

    fn bytes<const N: usize>(&mut self) -> [u8; N] {
        std::array::from_fn(|_| self.next().to_le_bytes()[0])
    }

    /// A float of any size that is a number.
    fn float(&mut self) -> f64 {
        match self.below(4) {
            0 => f64::from(i16::from_be_bytes(self.bytes())),
            1 => f64::from(i32::from_be_bytes(self.bytes())) / 1024.0,
            _ => Some(f64::from_bits(self.next()))
                .filter(|it| it.is_finite())
                .unwrap_or(0.5),
        }
    }

    fn word(&mut self) -> String {
        let letters = [
            'a', 'b', 'ß', '\'', '\\', ' ', '&', ':', '🦀', '"', '!', '(',
        ];
        (0..=self.below(6))
            .map(|_| letters[self.below(letters.len())])
            .collect()
    }

    fn weight(&mut self) -> Weight {
        [Weight::A, Weight::B, Weight::C, Weight::D][self.below(4)]
    }

    fn query(&mut self, depth: usize) -> TsQuery {
        let kinds = if depth == 0 { 3 } else { 7 };
        match self.below(kinds) {
            0 => TsQuery::lexeme(self.word()),
            1 => TsQuery::prefix(self.word()),
            2 => TsQuery::weighted(self.word(), &[self.weight(), self.weight()]),
            3 => !self.query(depth - 1),
            4 => self.query(depth - 1) & self.query(depth - 1),
            5 => self.query(depth - 1) | self.query(depth - 1),
            _ => {
                let first = self.query(depth - 1);
                let distance = u16::try_from(self.below(4)).unwrap();
                first.followed_by(self.query(depth - 1), distance)
            }
        }
    }

    /// A range as the server keeps it.
    fn range(&mut self) -> Range<i64> {
        let bound = |random: &mut Random| i64::from(i16::from_be_bytes(random.bytes()));
        let (a, b) = (bound(self), bound(self));
        if a == b {
            return Range::Empty;
        }
        let lower = if self.below(8) == 0 {
            Bound::Unbounded
        } else {
            Bound::Included(a.min(b))
        };
        let upper = if self.below(8) == 0 {
            Bound::Unbounded
        } else {
            Bound::Excluded(a.max(b))
        };
        Range::Between(lower, upper)
    }
}

/// Sends many values and reads them back, and has the server write them.
///
/// `same_text` is whether the server must write them as Rust does, which of two equally short forms of a float each chooses for itself.
async fn survive<S, T>(server: &Server, same_text: bool, mut value: impl FnMut(&mut Random) -> T)
where
    S: SqlType,
    T: Bind<S> + FromColumn<S> + Debug + PartialEq + Display + std::str::FromStr,
    T::Err: Debug,
{
    let mut random = Random(0x5eed);
    let values: Vec<T> = (0..VALUES).map(|_| value(&mut random)).collect();
    let back: Vec<T> = server.echo::<Array<S>, _, _>(&values).await.unwrap();
    assert_eq!(back, values);
    let texts: Vec<String> = server.texts::<S, T>(&values).await;
    for (value, text) in values.iter().zip(&texts) {
        if same_text {
            assert_eq!(value.to_string(), *text);
        }
        // Not the value: the text of a search does not say in which order operators of one kind were joined.
        let read = text.parse::<T>().unwrap();
        assert_eq!(read.to_string(), value.to_string());
    }
}

#[tokio::test]
async fn values_survive() {
    let server = Server::start().await;
    survive::<sql::Varbit, Bits>(&server, true, |random| {
        (0..random.below(40))
            .map(|_| random.below(2) == 1)
            .collect()
    })
    .await;
    survive::<sql::Cidr, Cidr>(&server, true, |random| {
        let address: IpAddr = if random.below(2) == 0 {
            random.bytes::<4>().into()
        } else {
            random.bytes::<16>().into()
        };
        let bits = if address.is_ipv4() { 33 } else { 129 };
        Inet::new(address, u8::try_from(random.below(bits)).unwrap())
            .unwrap()
            .network()
    })
    .await;
    survive::<sql::Macaddr, MacAddr>(&server, true, |random| MacAddr(random.bytes())).await;
    survive::<sql::Macaddr8, MacAddr8>(&server, true, |random| MacAddr8(random.bytes())).await;
    survive::<sql::Timetz, TimeTz>(&server, true, |random| {
        let microseconds = i64::try_from(random.next() % 86_400_000_001).unwrap();
        TimeTz::new(
            microseconds,
            i32::try_from(random.below(115_199)).unwrap() - 57_599,
        )
        .unwrap()
    })
    .await;
    survive::<sql::Point, Point>(&server, false, |random| Point {
        x: random.float(),
        y: random.float(),
    })
    .await;
    survive::<sql::PgLsn, Lsn>(&server, true, |random| Lsn(random.next())).await;
    survive::<sql::Tid, Tid>(&server, true, |random| Tid {
        block: u32::from_be_bytes(random.bytes()),
        offset: u16::from_be_bytes(random.bytes()),
    })
    .await;
    survive::<sql::PgSnapshot, Snapshot>(&server, true, |random| {
        let xmin = random.next() >> 34;
        Snapshot {
            xmin: xmin + 1,
            xmax: xmin + 100,
            in_progress: (0..random.below(9) as u64)
                .map(|it| xmin + 1 + it * 7)
                .collect(),
        }
    })
    .await;
    survive::<sql::Int8range, Range<i64>>(&server, true, Random::range).await;
    survive::<sql::Int8multirange, Multirange<i64>>(&server, true, |random| match random.range() {
        Range::Empty => Multirange::default(),
        range @ Range::Between(..) => range.into(),
    })
    .await;
    survive::<sql::Tsvector, TsVector>(&server, true, |random| {
        let mut vector = TsVector::default();
        for _ in 0..random.below(8) {
            let word = random.word();
            match random.below(3) {
                0 => vector.insert(word),
                _ => vector.insert_at(
                    word,
                    u16::try_from(1 + random.below(20_000)).unwrap(),
                    random.weight(),
                ),
            }
        }
        vector
    })
    .await;
    survive::<sql::Tsquery, TsQuery>(&server, true, |random| random.query(4)).await;
}

#[tokio::test]
async fn money_survives() {
    let server = Server::start().await;
    let mut random = Random(0x5eed);
    let values: Vec<Money> = (0..VALUES)
        .map(|_| Money(i64::from_be_bytes(random.bytes())))
        .collect();
    let back: Vec<Money> = server
        .echo::<Array<sql::Money>, _, _>(&values)
        .await
        .unwrap();
    assert_eq!(back, values);
}
