//! From a quote to an invoice, and back by a credit note, by the keyboard.

use super::make;
use crate::harness::Harness;
use studiovault::screens::TabId;

/// A project whose quote of one album was accepted.
fn accepted() -> Harness {
    let mut h = Harness::studio();
    make(&mut h, "Priya Sharma", "98450 12345");
    h.keys("3 n").sees("New project").types("Priya").wait_for("98450").keys("<Enter>").sees("Priya");
    h.keys("<Tab>").types("Wedding").keys("<C-s>").wait_for("Added Wedding");
    h.keys("a").sees("Add to Wedding").types("quote").keys("<Enter>").wait_for("without a package");
    h.keys("<Enter>").wait_for("Quote · draft · ₹0.00");
    h.keys("<Enter>").sees("New line").types("Album").keys("<Tab> <Tab> <Tab>").types("5000").keys("<C-s>");
    h.wait_for("Quote · draft · ₹5,000.00").types("sent").keys("<Enter>").wait_for("Quote · sent");
    h.keys("<Enter>").wait_for("active");
    h
}

#[test]
fn a_quote_becomes_an_invoice_that_is_issued_and_credited() {
    let mut h = accepted();
    h.keys("$").wait_for("Drafted an invoice for Wedding").wait_for("Priya Sharma").wait_for("1 × Album");
    h.sees("Tax location not specified");
    // A line more, of which the sums are said before it is saved.
    h.keys("a").wait_for("a free line").keys("<Enter>").wait_for("New line").types("Prints");
    h.keys("<Tab>").types("2").keys("<Tab>").types("250").wait_for("This line ₹500.00");
    h.keys("<C-s>").wait_for("Added Prints to the draft").wait_for("2 × Prints").sees("₹5,500.00");
    // One line is edited, another removed and put back.
    h.keys("g j e").wait_for("Edit line").keys("<Tab> <C-u>").types("4").keys("<C-s>").wait_for("4 × Prints");
    h.keys("X").wait_for("Removed Prints").keys("u").wait_for("4 × Prints");
    h.keys("i").wait_for("Nothing of it changes after that").keys("y").wait_for("issued today");
    // What was issued does not change; a mistake is credited, line by line.
    h.keys("e").wait_for("was issued: nothing of it changes any more");
    h.keys("=").wait_for("Why this total?").sees("All lines").keys("<Esc>");
    h.keys("c").wait_for("Credit ").types("Two came back").keys("<Tab> <Tab>").types("9").keys("<C-s>");
    h.wait_for("not more than were invoiced").keys("<C-u>").types("2").keys("<C-s>").wait_for("Takes back");
    h.sees("2 × Prints").sees("Why: Two came back");
}

#[test]
fn a_mistake_is_voided_and_its_number_kept() {
    let mut h = accepted();
    h.keys("$").wait_for("1 × Album").keys("i").wait_for("issue").keys("y").wait_for("issued today");
    h.keys("V").wait_for("Void ").types("Wrong client").keys("<C-s>").wait_for("× void");
    // The list is answered by itself, and may be sooner.
    h.wait_for("Why: Wrong client");
}

#[test]
fn drafts_of_all_sources_come_from_one_picker() {
    let mut h = Harness::studio();
    make(&mut h, "Priya Sharma", "98450 12345");
    h.keys("4 n").wait_for("New invoice").keys("<Enter>").wait_for("Invoice which client?").wait_for("Priya");
    h.keys("<Enter>").wait_for("Drafted an invoice").wait_for("None yet");
    h.keys("n")
        .wait_for("New invoice")
        .types("counter")
        .keys("<Enter>")
        .wait_for("a walk-in, nobody by name");
    h.keys("D").wait_for("Throw the draft").keys("y").wait_for("u takes it back");
}

#[test]
fn payments_come_in_parts_and_what_is_more_is_kept() {
    let mut h = accepted();
    h.keys("$").wait_for("1 × Album").keys("r").wait_for("A draft has no number yet");
    h.keys("i").wait_for("issue").keys("y").wait_for("issued today");
    h.keys("r").wait_for("Payment of ").wait_for("Nothing stays open after it");
    h.keys("<C-u>").types("2000").wait_for("₹3,000.00 stays open after it").keys("<C-s>");
    h.wait_for("Recorded ₹2,000.00").wait_for("What paid it");
    // A number of another year names a day to come: it is refused where it was typed.
    h.keys("r").wait_for("Payment of ").keys("<Tab> <Tab> <Tab>").types("2999-01-01").keys("<C-s>");
    h.wait_for("This day is still to come").keys("<C-u> <S-Tab> <S-Tab> <S-Tab>");
    h.keys("<C-u>").types("4000").wait_for("₹1,000.00 more than is open").keys("<C-s>");
    h.wait_for("more is kept with the receipt").wait_for("paid");
    h.keys("r").wait_for("is open");
}

#[test]
fn a_counter_sale_opens_from_anywhere_and_ends_with_its_receipt() {
    let mut h = Harness::studio();
    h.keys("2").keys("<F9>").wait_for("Counter sale").types("Frame").keys("<C-s>");
    h.wait_for("the price of one comes at").types(" 25").wait_for("Total ₹25.00");
    // Less than the total is refused where it was typed.
    h.keys("<Tab> <Tab>").types("20").wait_for("₹5.00 is missing").keys("<C-s>");
    h.wait_for("less than the total").keys("<C-u>").types("100").wait_for("change ₹75.00").keys("<C-s>");
    h.wait_for("Receipt").wait_for("Change").sees("75.00").sees("Frame");
    // Over the receipt the next sale; what was typed of it is kept when the program is left, and goes on where it was.
    h.keys("<F9>").wait_for("Counter sale").types("Prints 40").wait_for("Total ₹40.00");
    let studio = h.stop();
    let mut h = Harness::at(&studio, TabId::Clients, (120, 36));
    h.wait_for("1 unfinished form: Counter sale · Prints 40").keys("<Enter>").wait_for("Prints 40");
    h.keys("<C-s>");
    h.wait_for("Receipt").keys("<Esc>");
    h.keys("4").wait_for("paid");
}

#[test]
fn money_is_given_back_and_disputed_about() {
    let mut h = accepted();
    h.keys("$").wait_for("1 × Album").keys("i").wait_for("issue").keys("y").wait_for("issued today");
    h.keys("P").wait_for("No money came in for it yet");
    h.keys("r").wait_for("Payment of ").keys("<C-s>").wait_for("Recorded ₹5,000.00").wait_for("✓ paid");
    h.keys("P")
        .wait_for("Which payment?")
        .wait_for("₹5,000.00 · Cash")
        .keys("<Enter>")
        .wait_for("Give money back");
    h.keys("<Enter>").wait_for("Give back of ₹5,000.00").keys("<C-u>").types("9000");
    h.wait_for("Only ₹5,000.00 of it is left").keys("<C-u>").types("2000").keys("<Tab>").types("50");
    h.wait_for("The client gets ₹1,950.00; ₹3,000.00 of the payment stays");
    h.keys("<Tab>").types("One album less").keys("<C-s>").wait_for("Give ₹1,950.00 back?");
    h.types("refund").keys("<Enter>").wait_for("₹1,950.00").wait_for("part");
    // A bank asks for the rest; the studio answers and keeps it.
    for (step, said) in [
        ("disputed", "It is disputed"),
        ("answered", "The studio answered"),
        ("keeps", "The studio keeps it"),
    ] {
        h.keys("P").wait_for("Which payment?").types("5,000").keys("<Enter>").wait_for(said);
        h.types(step).keys("<Enter>").wait_for("the reason is kept").types("Chargeback 17").keys("<C-s>");
        h.wait_for("5,000.00");
    }
}

#[test]
fn an_advance_and_what_was_owed_before_meet() {
    let mut h = Harness::studio();
    make(&mut h, "Priya Sharma", "98450 12345");
    h.keys("4 n").wait_for("New invoice").types("owes").keys("<Enter>").wait_for("Who owes from before?");
    h.wait_for("Priya").keys("<Enter>").wait_for("Priya Sharma owes from before").types("3000");
    h.keys("<Tab>").types("yesterday").keys("<C-s>").wait_for("Entered ₹3,000.00");
    h.wait_for("To            Priya Sharma");
    h.keys("n").wait_for("New invoice").types("advance, of").keys("<Enter>").wait_for("pays in advance?");
    h.wait_for("Priya").keys("<Enter>").wait_for("Advance · Priya Sharma").types("1000").keys("<C-s>");
    h.wait_for("Recorded an advance of ₹1,000.00").wait_for("A000…").keys("g");
    h.wait_for("dvance receipt");
    h.keys("r")
        .wait_for("Pay with what is left of")
        .keys("y")
        .wait_for("Used ₹1,000.00")
        .wait_for("2,000.00");
}
