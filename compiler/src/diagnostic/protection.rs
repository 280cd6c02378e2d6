//! Mistakes against the rules of soft deletion: SD04xx.

use super::Entry;

/// A statement that changes data has no WHERE.
pub static WHOLE_TABLE: Entry = Entry {
    code: "SD0401",
    title: "the whole table would be changed",
    explanation: "An UPDATE, DELETE, HARD DELETE or RESTORE without WHERE acts on every row, which is a slip of the pen more \
                  often than a wish. Add a WHERE, or say that every row is meant with the word `all`: `delete all from users`, \
                  `update all users set …`, `hard delete all from logs`, `restore all users`.",
};

/// WHERE is true for every row.
pub static ALWAYS_TRUE: Entry = Entry {
    code: "SD0402",
    title: "WHERE is always true",
    explanation: "A WHERE that no row fails (`where true`, `where 1 = 1`, `where id is not null` of a NOT NULL column) is as \
                  dangerous as none at all, and so is one that says nothing of the row (`delete from orders using users u where \
                  u.id = 1`). Write the condition that was meant, or say that every row is meant with the word `all`.",
};

/// `all` beside a WHERE that chooses.
pub static ALL_AND_WHERE: Entry = Entry {
    code: "SD0403",
    title: "both `all` and a WHERE",
    explanation: "`all` says that every row is meant, WHERE says that some are. Remove one of the two.",
};

/// DELETE on a table whose rows cannot be marked.
pub static NOT_SOFT: Entry = Entry {
    code: "SD0404",
    title: "the table has no soft deletion",
    explanation: "`delete` marks rows as deleted, and `restore` takes the mark away; a table without `soft_delete` has nowhere to \
                  put it. To remove rows for good, write `hard delete`; to keep them, add `soft_delete` to the table's \
                  `#[table(…)]`.",
};

/// A marker column is written.
pub static MARKER_WRITTEN: Entry = Entry {
    code: "SD0405",
    title: "a marker column is written",
    explanation: "The columns that mark a row as deleted are written by `delete` and `restore` alone, so that who, when and why \
                  always belong together. Read them as you like; to change them, delete or restore the row.",
};

/// A scope on a table that has no deleted rows.
pub static SCOPE_WITHOUT_SOFT_DELETE: Entry = Entry {
    code: "SD0406",
    title: "a scope on something without soft deletion",
    explanation: "`with deleted`, `only deleted` and their kin choose among active and deleted rows of a table with \
                  `soft_delete`. Other tables, views and common table expressions have no deleted rows to choose from: remove the \
                  scope, or write it where the table itself is named.",
};

/// A scope that means nothing in its place.
pub static SCOPE_MISPLACED: Entry = Entry {
    code: "SD0407",
    title: "a scope that means nothing here",
    explanation: "Some statements say already which rows they act on: `delete` marks active rows, `restore` revives deleted ones, \
                  `insert` makes new ones, and what was active in the past (`as of`) cannot be changed any more.",
};

/// A scope that needs times which the table does not record.
pub static TIME_NOT_RECORDED: Entry = Entry {
    code: "SD0408",
    title: "the time is not recorded",
    explanation: "`deleted after`, `before` and `between` need the time of deletion, `as of` the time of creation too, and a \
                  retention period the time of deletion. Declare the column that holds it.",
};

/// DELETE or RESTORE of rows that others depend on.
pub static HAS_CHILDREN: Entry = Entry {
    code: "SD0409",
    title: "a relative is not known",
    explanation: "Rows of other tables refer to this table, and to delete, restore or erase a row has to take them along by the policies \
                  of their foreign keys. What is not known of them is never guessed: the child has to be declared, with `references(…)` \
                  and `on_delete = …`, and listed in `children(…)` here.",
};

/// ERASE where nothing is personal.
pub static NOTHING_PERSONAL: Entry = Entry {
    code: "SD0410",
    title: "nothing personal to erase",
    explanation: "`erase` overwrites the columns that are declared with `#[column(personal)]`, of the rows named and of those that refer to \
                  them, and keeps the rows. Neither the table nor any that refers to it has such a column. Mark the columns, or remove \
                  the rows with `hard delete`.",
};

/// RESTORE where it is not known what was deleted together.
pub static DELETION_UNKNOWN: Entry = Entry {
    code: "SD0411",
    title: "by which deletion a row went is not recorded",
    explanation: "`restore` brings back the rows named and exactly those that the same deletion took along. So every table between which \
                  deletions cascade has to record the id of the deletion: `soft_delete(…, id = \"deletion_id\")`, a column of type `uuid`.",
};

/// BY or BECAUSE where nothing keeps them.
pub static NOWHERE_TO_RECORD: Entry = Entry {
    code: "SD0412",
    title: "nowhere to record who and why",
    explanation: "`by` and `because` are written into the columns that the table declares for them. A table without those columns, \
                  a restore (which empties them) and a hard delete (after which no row is left) have nowhere to put them.",
};

/// DO RESTORE on a key that deleted rows do not hold.
pub static RESTORE_CONFLICT: Entry = Entry {
    code: "SD0413",
    title: "no deleted row can conflict here",
    explanation: "`on conflict … do restore` revives the deleted row that holds the key. A key that is unique among active rows \
                  only is free as soon as its row is deleted, and several deleted rows may have held it. Name the primary key, or \
                  restore the row that is meant with `restore … where …` before inserting.",
};

/// DELETE in a MERGE whose target cannot be marked.
pub static MERGE_DELETES: Entry = Entry {
    code: "SD0414",
    title: "MERGE would really delete",
    explanation: "In MERGE, `then delete` marks rows of a table with `soft_delete`. A table without it would really lose them, and \
                  that takes the word `hard`: use `hard delete from … using …`.",
};

/// A common table expression takes the name of a table.
pub static NAME_TAKEN: Entry = Entry {
    code: "SD0415",
    title: "a common table expression takes a table's name",
    explanation: "In the database the table has the name that the common table expression was given, so that the server would read \
                  one for the other. Give the common table expression another name.",
};

/// CURRENT OF
pub static CURRENT_OF: Entry = Entry {
    code: "SD0416",
    title: "CURRENT OF cannot be protected",
    explanation: "PostgreSQL takes no other condition beside `where current of`, so that a deleted row could not be spared. Name the \
                  row by its key.",
};

/// A function that reads what a text names.
pub static READS_BY_NAME: Entry = Entry {
    code: "SD0417",
    title: "function that reads tables by name",
    explanation: "Functions such as `query_to_xml`, `table_to_xml` and `ts_stat` are given a query or the name of a table as text, and \
                  read it where no condition can be put: deleted rows would be seen. Select from the tables in the statement itself.",
};

/// A reference that the rules did not meet. It is a mistake of the compiler, not of a user, so no statement shows it and the
/// catalogue does not list it.
pub static NOT_PROTECTED: Entry = Entry {
    code: "SD0418",
    title: "a place that no rule protects",
    explanation: "The compiler looks at its own result again, and found a reference to a table with `soft_delete` that might show \
                  deleted rows. That is a mistake of softdelete, which is refused rather than sent.",
};

/// A statement on rows of a table and its archive that PostgreSQL can do on one table only.
pub static TWO_TABLES: Entry = Entry {
    code: "SD0450",
    title: "rows that stand in two tables",
    explanation: "Deleted rows of a table with `soft_delete(archive = …)` stand in its archive. What PostgreSQL does to rows of one \
                  table only (lock, update and merge them, revive one instead of inserting another) cannot be done to both at once: \
                  write a statement for active rows and one for deleted ones.",
};

/// WITH within a common table expression that changes rows of several tables.
pub static INNER_WITH: Entry = Entry {
    code: "SD0431",
    title: "WITH inside of a statement on several tables",
    explanation: "A restoration or erasure that concerns rows of several tables becomes several common table expressions of the outermost \
                  WITH. A WITH of its own, inside of another common table expression, cannot be read there: write it into the outermost one.",
};

/// BY or BECAUSE that look at the row.
pub static ATTRIBUTION_OF_ROW: Entry = Entry {
    code: "SD0432",
    title: "`by` or `because` read the row",
    explanation: "Who changed rows, and why, is recorded with the rows of every table that is concerned. It is one value for the whole \
                  statement, and cannot be read from a column of one of the tables.",
};

/// A deletion that cannot be followed to the rows that refer to the deleted ones.
pub static CANNOT_FOLLOW: Entry = Entry {
    code: "SD0441",
    title: "a deletion that cannot be followed",
    explanation: "A deletion takes the rows of other tables along by the policies of their foreign keys, and is recorded where a table \
                  asks for that. For this every table that is to be deleted from needs `soft_delete`, one that is recorded or reached \
                  in several ways needs a primary key, and a key that is to become NULL must be able to. MERGE and ON CONFLICT cannot \
                  do any of it: delete or restore in a statement of its own.",
};

/// Two changes of one table in one statement, one of them a deletion that is followed.
pub static CHANGED_TWICE: Entry = Entry {
    code: "SD0442",
    title: "a table is changed twice",
    explanation: "PostgreSQL runs the parts of a statement side by side, none of which sees what another does. A row that is inserted or \
                  updated by one part could stay active below a parent that another part deletes. Use two statements in a \
                  transaction.",
};

/// All of them, by code.
pub static ALL: &[&Entry] = &[
    &WHOLE_TABLE,
    &ALWAYS_TRUE,
    &ALL_AND_WHERE,
    &NOT_SOFT,
    &MARKER_WRITTEN,
    &SCOPE_WITHOUT_SOFT_DELETE,
    &SCOPE_MISPLACED,
    &TIME_NOT_RECORDED,
    &HAS_CHILDREN,
    &NOTHING_PERSONAL,
    &DELETION_UNKNOWN,
    &NOWHERE_TO_RECORD,
    &RESTORE_CONFLICT,
    &MERGE_DELETES,
    &NAME_TAKEN,
    &CURRENT_OF,
    &READS_BY_NAME,
    &TWO_TABLES,
    &INNER_WITH,
    &ATTRIBUTION_OF_ROW,
    &CANNOT_FOLLOW,
    &CHANGED_TWICE,
];
