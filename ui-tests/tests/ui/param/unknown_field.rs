use softdelete::sd_query;
use ui_tests::users;

fn main() {
    struct Named {
        id: i64,
    }
    let user = Named { id: 1 };
    let _ = user.id;
    let _ = sd_query!(select from users where id = $user.idd);
}
