//! How types are numbered.

/// A type.
///
/// | range | is |
/// |---|---|
/// | below [`TypeId::USER`] | the OID of one of PostgreSQL's own |
/// | from [`TypeId::USER`] | an index into [`Schema::types`](crate::catalog::Schema::types) |
/// | from [`TypeId::ROW`] | the row type of a declared table, an index into [`Schema::tables`](crate::catalog::Schema::tables) |
/// | from [`TypeId::USER_ARRAY`] | the array type of the user type of that index |
/// | from [`TypeId::ROW_ARRAY`] | the array type of the row type of that index |
///
/// A newtype of Rust that is no domain in the database (its name is empty) has no number of its own: it is its base
/// type, as the server sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeId(pub u32);

impl TypeId {
    /// Where user-declared types begin: above every OID that PostgreSQL gives out for its own.
    pub const USER: u32 = 0x8000_0000;
    /// Where the row types of declared tables begin.
    pub const ROW: u32 = 0xA000_0000;
    /// Where arrays of user-declared types begin.
    pub const USER_ARRAY: u32 = 0xC000_0000;
    /// Where arrays of row types begin.
    pub const ROW_ARRAY: u32 = 0xE000_0000;

    /// The user-declared type of this index.
    ///
    /// # Panics
    /// If there are more than half a thousand million of them.
    pub fn user(index: usize) -> Self {
        Self(Self::USER + u32::try_from(index).expect("a schema has few types"))
    }

    /// The row type of the declared table of this index.
    ///
    /// # Panics
    /// If there are more than half a thousand million of them.
    pub fn row_of(table: usize) -> Self {
        Self(Self::ROW + u32::try_from(table).expect("a schema has few tables"))
    }

    /// The index of a user-declared type, if it is one (not an array of one).
    pub fn as_user(self) -> Option<usize> {
        self.index_in(Self::USER, Self::ROW)
    }

    /// The index of the table whose row type it is, if it is one.
    pub fn as_row_of(self) -> Option<usize> {
        self.index_in(Self::ROW, Self::USER_ARRAY)
    }

    /// Whether it is one of PostgreSQL's own.
    pub fn is_builtin(self) -> bool {
        self.0 < Self::USER
    }

    /// Whether it is one of the pseudo-types that stand for a type decided by the call.
    pub fn is_polymorphic(self) -> bool {
        matches!(
            self,
            Self::ANYELEMENT
                | Self::ANYARRAY
                | Self::ANYNONARRAY
                | Self::ANYENUM
                | Self::ANYRANGE
                | Self::ANYMULTIRANGE
                | Self::ANYCOMPATIBLE
                | Self::ANYCOMPATIBLEARRAY
                | Self::ANYCOMPATIBLENONARRAY
                | Self::ANYCOMPATIBLERANGE
                | Self::ANYCOMPATIBLEMULTIRANGE
        )
    }

    /// The element of an array of a user-declared type or row type. Arrays of PostgreSQL's own types are in the
    /// catalogue.
    pub(crate) fn declared_element(self) -> Option<Self> {
        (self.0 >= Self::USER_ARRAY).then(|| Self(self.0 - (Self::USER_ARRAY - Self::USER)))
    }

    /// The array of a user-declared type or row type.
    pub(crate) fn declared_array(self) -> Option<Self> {
        (self.0 >= Self::USER && self.0 < Self::USER_ARRAY)
            .then(|| Self(self.0 + (Self::USER_ARRAY - Self::USER)))
    }

    fn index_in(self, from: u32, to: u32) -> Option<usize> {
        (self.0 >= from && self.0 < to).then(|| (self.0 - from) as usize)
    }
}

/// The types that rules and passes name. Each is its OID, which PostgreSQL never changes.
macro_rules! well_known {
    ($($(#[$doc:meta])* $name:ident = $oid:literal;)*) => {
        impl TypeId {
            $($(#[$doc])* pub const $name: Self = Self($oid);)*
        }
    };
}

well_known! {
    /// No type: what a procedure or an absent argument has.
    NONE = 0;
    /// `boolean`
    BOOL = 16;
    /// `bytea`
    BYTEA = 17;
    /// `"char"`
    CHAR = 18;
    /// `name`
    NAME = 19;
    /// `bigint`
    INT8 = 20;
    /// `smallint`
    INT2 = 21;
    /// `int2vector`
    INT2VECTOR = 22;
    /// `integer`
    INT4 = 23;
    /// `regproc`
    REGPROC = 24;
    /// `text`
    TEXT = 25;
    /// `oid`
    OID = 26;
    /// `oidvector`
    OIDVECTOR = 30;
    /// `json`
    JSON = 114;
    /// `xml`
    XML = 142;
    /// `point`
    POINT = 600;
    /// `real`
    FLOAT4 = 700;
    /// `double precision`
    FLOAT8 = 701;
    /// The pseudo-type of a string constant, NULL or parameter whose type is not decided yet.
    UNKNOWN = 705;
    /// `money`
    MONEY = 790;
    /// `inet`
    INET = 869;
    /// `text[]`
    TEXT_ARRAY = 1009;
    /// `character`
    BPCHAR = 1042;
    /// `character varying`
    VARCHAR = 1043;
    /// `date`
    DATE = 1082;
    /// `time without time zone`
    TIME = 1083;
    /// `timestamp without time zone`
    TIMESTAMP = 1114;
    /// `timestamp with time zone`
    TIMESTAMPTZ = 1184;
    /// `interval`
    INTERVAL = 1186;
    /// `time with time zone`
    TIMETZ = 1266;
    /// `bit`
    BIT = 1560;
    /// `bit varying`
    VARBIT = 1562;
    /// `numeric`
    NUMERIC = 1700;
    /// `record`: a row whose type has no name.
    RECORD = 2249;
    /// `cstring`
    CSTRING = 2275;
    /// `"any"`
    ANY = 2276;
    /// `anyarray`
    ANYARRAY = 2277;
    /// `void`
    VOID = 2278;
    /// `trigger`
    TRIGGER = 2279;
    /// `internal`
    INTERNAL = 2281;
    /// `anyelement`
    ANYELEMENT = 2283;
    /// `record[]`
    RECORD_ARRAY = 2287;
    /// `anynonarray`
    ANYNONARRAY = 2776;
    /// `uuid`
    UUID = 2950;
    /// `anyenum`
    ANYENUM = 3500;
    /// `jsonb`
    JSONB = 3802;
    /// `anyrange`
    ANYRANGE = 3831;
    /// `jsonpath`
    JSONPATH = 4072;
    /// `anymultirange`
    ANYMULTIRANGE = 4537;
    /// `anycompatiblemultirange`
    ANYCOMPATIBLEMULTIRANGE = 4538;
    /// `anycompatible`
    ANYCOMPATIBLE = 5077;
    /// `anycompatiblearray`
    ANYCOMPATIBLEARRAY = 5078;
    /// `anycompatiblenonarray`
    ANYCOMPATIBLENONARRAY = 5079;
    /// `anycompatiblerange`
    ANYCOMPATIBLERANGE = 5080;
}
