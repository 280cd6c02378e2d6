//! The life of a row beyond its own table: what a statement that deletes, restores, erases or removes rows does to the rows
//! that refer to them, what forbids it, and what it leaves on record.
//!
//! Everything happens in one statement of explicit common table expressions, each of which hands the keys of the rows that
//! it changed to those that follow from it.

pub(super) mod attribution;
pub(super) mod build;
pub(super) mod conflict_plan;
pub(super) mod course;
pub(super) mod cut_step;
pub(super) mod deletion;
pub(super) mod deletion_plan;
pub(super) mod erase_kin;
pub(super) mod erase_write;
pub(super) mod family;
pub(super) mod history;
pub(super) mod mark;
pub(super) mod named;
pub(super) mod names;
pub(super) mod parents;
pub(super) mod purge;
pub(super) mod referenced;
pub(super) mod refuse;
pub(super) mod relink;
pub(super) mod report;
pub(super) mod restore_kin;
pub(super) mod restore_sets;
pub(super) mod restore_statement;
pub(super) mod restore_walk;
pub(super) mod restore_write;
pub(super) mod restrict;
pub(super) mod unlink;
pub(super) mod walk;
pub(super) mod who;
