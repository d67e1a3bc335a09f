//! Undo: within today's rights, onto what is still there, and told to each branch alone.

use super::{Studio, values};
use studiovault::domain::id::ClientId;
use studiovault::store::protocol::*;

/// Merges two clients; the one that stays takes some values.
pub(super) fn merge(s: &Studio, actor: &Actor, keep: &ClientId, gone: &ClientId, take: &[(&str, &str)]) {
    let (kept, lost) = (s.client(keep).client, s.client(gone).client);
    let mut result = kept.values();
    result.extend(values(take));
    let command = Command::MergeClients {
        keep: (keep.clone(), kept.version),
        gone: (gone.clone(), lost.version),
        values: result,
    };
    s.store.run(actor, command).unwrap();
}

pub(super) fn unmerge_oldest(s: &Studio, keep: &ClientId) {
    let merges = s.client(keep).merges;
    s.run(Command::UnmergeClients(merges.last().unwrap().id.clone())).unwrap();
}

#[test]
fn merges_are_taken_back_in_any_order() {
    let s = Studio::new();
    let keep = s.add_with(&[("name", "Anil Rao"), ("phone", "98450 11111"), ("email", "a@x.in")]);
    let (b, c) = (s.add("Anil R", "98450 11112"), s.add("A Rao", "98450 11113"));
    merge(&s, &s.owner, &keep, &b, &[("email", "b@x.in"), ("phone", "98450 11112")]);
    merge(&s, &s.owner, &keep, &c, &[("email", "c@x.in"), ("phone", "98450 11113"), ("city", "Hampi")]);
    unmerge_oldest(&s, &keep);
    let client = s.client(&keep).client;
    assert_eq!((client.profile.email.as_str(), client.phone.as_str()), ("c@x.in", "98450 11113"));
    unmerge_oldest(&s, &keep);
    let client = s.client(&keep).client;
    assert_eq!(
        (client.profile.email.as_str(), client.phone.as_str(), client.profile.city.as_str()),
        ("a@x.in", "98450 11111", "")
    );
    s.assert_sound();
}

#[test]
fn what_a_later_merge_left_alone_is_not_taken_back_with_it() {
    let s = Studio::new();
    let keep = s.add_with(&[("name", "Anil Rao"), ("phone", "98450 11111"), ("email", "a@x.in")]);
    let (b, c) = (s.add("Anil R", "98450 11112"), s.add("A Rao", "98450 11113"));
    merge(&s, &s.owner, &keep, &b, &[("email", "b@x.in")]);
    merge(&s, &s.owner, &keep, &c, &[("city", "Hampi")]);
    unmerge_oldest(&s, &keep);
    assert_eq!(s.client(&keep).client.profile.email, "a@x.in");
    s.edit(&keep, &[("email", "b@x.in")]).unwrap();
    unmerge_oldest(&s, &keep);
    let client = s.client(&keep).client;
    assert_eq!((client.profile.email.as_str(), client.profile.city.as_str()), ("b@x.in", ""));
}
