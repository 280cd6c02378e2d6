//! How `#[derive(Table)]` learns which of PostgreSQL's types a Rust type of ours stands for.
//!
//! A derive sees how a type is spelled, and a program may well have a `Money` or `Point` of its own. So each type has a macro of its name
//! beside it, as the types that programs declare have: whichever of them is in scope answers.

use crate::declared::DeclaredType;
use crate::sql;

macro_rules! stands_for {
    ($d:tt $($rust:ident as $macro:ident for $marker:ident, $description:literal;)+) => {$(
        // Whoever forgot to declare a type of their own is not helped by a list of these.
        #[diagnostic::do_not_recommend]
        impl DeclaredType for super::$rust {
            type Marker = sql::$marker;
        }

        #[doc(hidden)]
        #[macro_export]
        macro_rules! $macro {
            ({$d($d done:tt)*} [[$d($d next:tt)*] $d($d rest:tt)*] $d($d then:tt)*) => {
                $d($d next)*! { {$d($d done)* $description} [$d($d rest)*] $d($d then)* }
            };
            ({$d($d done:tt)*} [] {$d($d finish:tt)*} $d payload:tt) => {
                $d($d finish)*! { {$d($d done)* $description} $d payload }
            };
        }

        #[doc(hidden)]
        pub use $macro as $rust;
    )+};
}

stands_for! { $
    Bits as __softdelete_bits for Varbit, "builtin varbit";
    Cidr as __softdelete_cidr for Cidr, "builtin cidr";
    Circle as __softdelete_circle for Circle, "builtin circle";
    Inet as __softdelete_inet for Inet, "builtin inet";
    JsonPath as __softdelete_json_path for Jsonpath, "builtin jsonpath";
    Line as __softdelete_line for Line, "builtin line";
    LineSegment as __softdelete_line_segment for Lseg, "builtin lseg";
    Lsn as __softdelete_lsn for PgLsn, "builtin pg_lsn";
    MacAddr as __softdelete_mac_addr for Macaddr, "builtin macaddr";
    MacAddr8 as __softdelete_mac_addr8 for Macaddr8, "builtin macaddr8";
    Money as __softdelete_money for Money, "builtin money";
    Path as __softdelete_path for Path, "builtin path";
    Point as __softdelete_point for Point, "builtin point";
    Polygon as __softdelete_polygon for Polygon, "builtin polygon";
    Rectangle as __softdelete_rectangle for Box, "builtin box";
    Snapshot as __softdelete_snapshot for PgSnapshot, "builtin pg_snapshot";
    Tid as __softdelete_tid for Tid, "builtin tid";
    TimeTz as __softdelete_time_tz for Timetz, "builtin timetz";
    TsQuery as __softdelete_ts_query for Tsquery, "builtin tsquery";
    TsVector as __softdelete_ts_vector for Tsvector, "builtin tsvector";
    Xml as __softdelete_xml for Xml, "builtin xml";
}
