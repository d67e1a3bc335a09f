//! What the store takes for a key and for a save, on a database of any size.
//!
//! ```sh
//! STUDIOVAULT_BENCH_DB=studio.db cargo bench --bench store
//! ```
//!
//! Reads and edits the file it is given: use a copy. Without one it makes a studio of 1,000 clients. What is
//! booked is also asked of a file made for it, with 2,000 assets and 1,000,000 locks. Words narrow it down to what has
//! one of them in its name: `cargo bench --bench store -- calendar scarce`. `STUDIOVAULT_BENCH_LOCKS` names a file for
//! the locks that is kept: it is made where there is none. Invoices are issued in a file of 500,000 of them, which
//! `STUDIOVAULT_BENCH_INVOICES` names.

#[path = "store/bookings.rs"]
mod bookings;
#[path = "store/calendar.rs"]
mod calendar;
#[path = "store/invoices.rs"]
mod invoices;

use std::path::PathBuf;
use std::time::{Duration, Instant};
use studiovault::domain::country::CountryCode;
use studiovault::domain::field::{FieldKey, FieldValue, FieldValues};
use studiovault::domain::id::ClientId;
use studiovault::domain::money::Currency;
use studiovault::store::protocol::{
    Actor, BranchScope, Command, ListKind, ListQuery, PageFrom, Query, Reply, SetUp,
};
use studiovault::store::{OpenOptions, Store};

type Failure = Box<dyn std::error::Error>;

/// Rows of a screen.
const SCREEN: u32 = 33;
/// What is typed, key by key.
const TYPED: [&str; 6] = ["maria", "sharma", "98450", "client 7", "王伟", "प्रिया"];
/// Measured writes.
const SAVES: usize = 60;
/// How often each question is asked.
const TIMES: i64 = 200;
/// Clients of a studio that is made for the occasion.
const CLIENTS: usize = 1_000;

fn main() -> Result<(), Failure> {
    let temp = tempfile::tempdir()?;
    let given = std::env::var_os("STUDIOVAULT_BENCH_DB").map(PathBuf::from);
    let path = given.clone().unwrap_or_else(|| temp.path().join("studio.db"));
    let store = Store::open(OpenOptions::new(&path))?;
    if given.is_none() {
        fill(&store)?;
    }
    store.finish_indexing()?;
    let actor = store.sign_in(None, "bench")?;
    reads(&store, &actor)?;
    calendar::measure(&store, &actor)?;
    saves(&store, &actor)?;
    store.stop();
    invoices::measure()?;
    bookings::measure()
}

fn fill(store: &Store) -> Result<(), Failure> {
    let nobody = store.sign_in(None, "bench")?;
    let answers = SetUp {
        organization: "Bench".to_owned(),
        branch: "Main".to_owned(),
        country: CountryCode::from_code("IN").ok_or("no such country")?,
        currency: Currency::from_code("INR").ok_or("no such currency")?,
        zone: "Asia/Kolkata".to_owned(),
        owner: "Owner".to_owned(),
    };
    store.run(&nobody, Command::SetUp(answers))?;
    let actor = store.sign_in(None, "bench")?;
    let Reply::Workspace(workspace) = store.ask(&actor, Query::Workspace)? else { return Ok(()) };
    for n in 0..CLIENTS {
        let values = [("name", format!("Maria Client {n}")), ("phone", format!("98450 {n:05}"))];
        let values = values.map(|(key, text)| (FieldKey::from(key), FieldValue::Text(text)));
        let branch = workspace.branches[0].id.clone();
        store.run(&actor, Command::CreateClient { branch, values: values.into_iter().collect() })?;
    }
    Ok(())
}

fn list(text: &str, limit: u32) -> Query {
    let query = ListQuery {
        scope: BranchScope::All,
        text: text.to_owned(),
        filter: String::new(),
        sort: String::new(),
        from: PageFrom::Start,
        limit,
        ..ListQuery::default()
    };
    Query::List(ListKind::Clients, query)
}

fn reads(store: &Store, actor: &Actor) -> Result<(), Failure> {
    for word in TYPED.iter().filter(|word| is_wanted(&format!("search {word}"))) {
        for end in word.char_indices().map(|(i, c)| i + c.len_utf8()) {
            let typed = &word[..end];
            let mut times = Vec::new();
            for _ in 0..30 {
                let started = now();
                store.ask(actor, list(typed, SCREEN))?;
                times.push(started.elapsed());
            }
            report(&format!("search {typed}"), &mut times);
        }
    }
    Ok(())
}

fn saves(store: &Store, actor: &Actor) -> Result<(), Failure> {
    if !is_wanted("edit of a client") {
        return Ok(());
    }
    let Reply::Clients(page) = store.ask(actor, list("", 200))? else { return Ok(()) };
    let ids: Vec<ClientId> = page.rows.iter().map(|row| row.id.clone()).collect();
    let (mut edits, mut notes) = (Vec::new(), Vec::new());
    for (n, id) in ids.iter().cycle().take(SAVES).enumerate() {
        let Reply::Client(detail) = store.ask(actor, Query::Client(id.clone()))? else { continue };
        let base: FieldValues = detail.client.values();
        let mut values = base.clone();
        values
            .insert(FieldKey::from("city"), FieldValue::Text(format!("City {n} {}", detail.client.version)));
        let version = detail.client.version;
        let edit = Command::EditClient { id: id.clone(), version, base, values };
        let started = now();
        store.run(actor, edit)?;
        edits.push(started.elapsed());
        let started = now();
        store.run(actor, Command::AddClientNote { client: id.clone(), body: format!("note {n}") })?;
        notes.push(started.elapsed());
    }
    report("edit of a client", &mut edits);
    report("note on a client", &mut notes);
    Ok(())
}

/// Whether this is to be measured.
fn is_wanted(what: &str) -> bool {
    let words: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    words.is_empty() || words.iter().any(|word| what.contains(word.as_str()))
}

/// Asks one thing after the other.
fn ask(store: &Store, actor: &Actor, what: &str, query: impl Fn(i64) -> Query) -> Result<(), Failure> {
    if !is_wanted(what) {
        return Ok(());
    }
    let mut times = Vec::new();
    for n in 0..TIMES {
        let query = query(n);
        let started = now();
        store.ask(actor, query)?;
        times.push(started.elapsed());
    }
    report(what, &mut times);
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures")]
fn now() -> Instant {
    Instant::now()
}

#[expect(clippy::print_stdout, reason = "a benchmark reports")]
fn report(what: &str, times: &mut [Duration]) {
    times.sort_unstable();
    let at = |percent: usize| times[(times.len() * percent / 100).min(times.len() - 1)].as_secs_f64() * 1e3;
    println!("{what:<24} p50 {:>8.3} ms   p95 {:>8.3} ms   max {:>8.3} ms", at(50), at(95), at(100));
}
