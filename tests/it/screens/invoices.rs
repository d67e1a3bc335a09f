//! What invoices look like: the document in each state, its forms and questions.

use super::snapshots;
use crate::stage::{Stage, World};
use studiovault::screens::TabId;

fn shot(name: &str, keys: &'static str) {
    snapshots(&format!("invoice_{name}"), World::Full, TabId::Invoices, |s: &mut Stage| {
        s.keys(keys);
    });
}

#[test]
fn documents_in_each_state() {
    shot("issued", "<Enter>");
    shot("draft", "j <Enter>");
    shot("sale", "j j <Enter>");
    shot("why", "=");
}

#[test]
fn what_is_new() {
    shot("new", "n");
    shot("copy", "C");
}

#[test]
fn the_editor_of_a_draft() {
    shot("line_edit", "j <Enter> e");
    shot("line_edit_typed", "j <Enter> j e <Tab> <C-u> 3");
    shot("line_invalid", "j <Enter> e <Tab> <C-u> 1.2345 <Tab> <C-u> <C-s>");
    shot("header", "j e");
    shot("header_typed", "j e <C-u> 999999999 <C-u> 1000");
    shot("issue", "j i");
    shot("remove", "j D");
}

#[test]
fn corrections_of_what_was_issued() {
    shot("credit", "c");
    shot("credit_too_many", "c mistake <Tab> 3 <C-s>");
    shot("void", "V");
    shot("immutable", "e");
}

#[test]
fn money_that_comes_in() {
    shot("pay", "r");
    shot("pay_over", "r <C-u> 99999999");
    shot("pay_invalid", "r <C-u> <Tab> <C-s>");
    shot("write_off_without_why", "r <Tab> w r i t t e n <Enter> <C-s>");
    shot("counter", "<F9>");
    shot("counter_typed", "<F9> 2 <Space> x <Space> P r i n t <Space> 2 5 <Tab> <Tab> 1 0 0");
    shot("counter_invalid", "<F9> P r i n t <C-s>");
}
