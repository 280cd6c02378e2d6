use softdelete::{Inet, Table, sd_query};

#[derive(Debug, Table)]
#[table(name = "hosts")]
pub struct Host {
    #[column(primary_key)]
    pub id: i64,
    pub address: Inet,
}

fn main() {
    let address = String::from("192.0.2.1/24");
    let _ = sd_query!(insert into hosts (id, address) values (1, $address));
}
