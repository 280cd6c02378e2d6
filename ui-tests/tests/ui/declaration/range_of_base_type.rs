use softdelete::{Range, SqlType};

#[derive(Debug, SqlType)]
#[sql(name = "semver", base_type)]
pub struct Semver(String);

#[derive(Debug, SqlType)]
#[sql(name = "semverrange", range)]
pub struct SemverRange(Range<Semver>);

fn main() {}
