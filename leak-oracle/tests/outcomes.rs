//! Optional parts, all of whose arms the compiler reads: what PostgreSQL is asked about a statement that is refused.

use softdelete_leak_oracle::generate::{Features, Generator};
use softdelete_leak_oracle::random::Random;
use softdelete_leak_oracle::world::World;

#[test]
fn each_arm_is_in_one_of_the_texts() {
    let mut random = Random::new(7);
    let world = World::new(&mut random);
    let features = Features {
        version: 18,
        xml: true,
    };
    let mut generator = Generator::new(&world, features, random);
    let mut with_parts = 0;
    for _ in 0..2_000 {
        let statement = generator.statement();
        let texts = statement.raw_texts();
        match statement.shape().as_slice() {
            [] => assert_eq!(texts, [statement.raw_text()]),
            [taken] => {
                with_parts += 1;
                assert!(texts.len() > 1, "{}", statement.text());
                assert_eq!(texts[*taken], statement.raw_text());
            }
            [..] => assert!(texts.len() > 1, "{}", statement.text()),
        }
    }
    assert!(with_parts > 20, "only {with_parts} statements had a part");
}
