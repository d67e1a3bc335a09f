//! `payment` and `pos`: money that came in, and was given back.

use super::address::{CLIENT, Guess, INVOICE, PROJECT};
use super::args::{
    MoneyArgs, PaymentAdvanceArgs, PaymentAllocateArgs, PaymentCommand as Args, PaymentDeductArgs,
    PaymentDisputeArgs, PaymentListArgs, PaymentOpeningArgs, PaymentRecordArgs, PaymentRefundArgs,
    PaymentShowArgs, PosArgs, WriteFlags,
};
use super::confirm::confirm;
use super::out::{Column, Console, Record, Sheet, Value};
use super::studio::{Studio, unexpected};
use super::{CliError, Run, invoice, values, write};
use crate::documents;
use crate::domain::client::text::Kind;
use crate::domain::field::FieldValues;
use crate::domain::id::{BranchId, ClientId, InvoiceId, ProjectId};
use crate::domain::invoice::Invoice;
use crate::domain::invoice::entry::fields;
use crate::domain::money::{Currency, parse_amount};
use crate::domain::payment::{Deduction, DisputeStep, Method};
use crate::domain::when::{DatePreference, parse_date};
use crate::store::protocol::{
    AdvanceOf, PaymentCommand, PaymentFilter, PaymentRow, Query, Received, Refund, Reply, Sale, StoreError,
};
use jiff::Timestamp;

/// Runs a command on payments.
pub(super) fn run(command: &Args, run: &Run<'_>, console: &mut Console<'_>) -> Result<(), CliError> {
    let studio = &Studio::open(run, console)?;
    match command {
        Args::List(args) => list(args, studio, console),
        Args::Show(args) => show(args, studio, console),
        Args::Record(args) => record(args, studio, console),
        Args::Advance(args) => advance(args, studio, console),
        Args::Allocate(args) => allocate(args, studio, console),
        Args::Tds(args) => deduct(args, Deduction::Tds, studio, console),
        Args::WriteOff(args) => deduct(args, Deduction::WriteOff, studio, console),
        Args::BankCharge(args) => deduct(args, Deduction::BankCharge, studio, console),
        Args::Opening(args) => opening(args, studio, console),
        Args::Refund(args) => refund(args, studio, console),
        Args::Dispute(args) => dispute(args, studio, console),
    }
}

const PAYMENTS: [Column; 12] = [
    Column::whole("at", "WHEN"),
    Column::whole("invoice_number", "INVOICE"),
    Column::text("client", "CLIENT"),
    Column::whole("method", "METHOD"),
    Column::money("amount", "AMOUNT"),
    Column::money("refunded", "GIVEN BACK"),
    Column::whole("status", "STATUS"),
    Column::text("payment_id", "PAYMENT"),
    Column::hidden("refund_of"),
    Column::hidden("invoice"),
    Column::hidden("branch"),
    Column::id(),
];

fn row(row: &PaymentRow, studio: &Studio) -> [Value; 12] {
    [
        row.at.map_or(Value::Nothing, |at| studio.time(at, &row.branch)),
        Value::text(&row.number),
        Value::text(&row.client),
        Value::text(row.method.as_str()),
        studio.money(row.amount),
        if row.refunded.minor == 0 { Value::Nothing } else { studio.money(row.refunded) },
        Value::Other(row.status.replace('_', " "), row.status.clone().into()),
        Value::text(&row.payment_id),
        Value::maybe(row.refund_of.as_ref()),
        Value::text(row.invoice.as_str()),
        Value::text(row.branch.as_str()),
        Value::text(row.id.as_str()),
    ]
}

fn ask(studio: &Studio, filter: PaymentFilter) -> Result<Vec<PaymentRow>, CliError> {
    match studio.ask(Query::Payments(Box::new(filter)))? {
        Reply::Payments(rows) => Ok(rows),
        _ => Err(unexpected()),
    }
}

fn list(args: &PaymentListArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let named = |kind: super::address::Kind, given: &Option<String>| {
        given.as_deref().map(|given| kind.resolve(studio, given, Guess::ByText)).transpose()
    };
    let limit = if args.all_pages { u32::MAX } else { args.limit };
    let filter = PaymentFilter {
        scope: studio.scope(args.branch.as_deref())?,
        invoice: named(INVOICE, &args.invoice)?.map(InvoiceId::from),
        client: named(CLIENT, &args.client)?.map(ClientId::from),
        named: None,
        limit: limit.saturating_add(1),
    };
    let found = ask(studio, filter)?;
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let rows: Vec<[Value; 12]> = found.iter().take(most).map(|payment| row(payment, studio)).collect();
    let mut sheet = Sheet::new(args.output.format(), &PAYMENTS);
    sheet.rows(console, &rows)?;
    sheet.end(console)?;
    super::window::note_more(found.len() > most, console)
}

/// The payment of an id of ours or of a gateway.
fn one(studio: &Studio, given: &str) -> Result<PaymentRow, CliError> {
    let named = given.trim().to_owned();
    let filter = PaymentFilter { named: Some(named.clone()), limit: 2, ..PaymentFilter::default() };
    let mut found = ask(studio, filter)?;
    if found.len() > 1 {
        return Err(CliError::usage(
            format!("several payments are called {named}"),
            "Name one by its own id, as `payment list` prints it.",
        ));
    }
    found.pop().ok_or_else(|| StoreError::NotFound { what: "payment", id: named }.into())
}

fn show(args: &PaymentShowArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    paper(&one(studio, &args.payment)?, studio).write(args.output.format(), console)
}

fn paper(payment: &PaymentRow, studio: &Studio) -> Record {
    let [at, number, client, method, amount, refunded, status, payment_id, refund_of, invoice, branch, id] =
        row(payment, studio);
    Record::new(&payment.payment_id)
        .fact("at", "When", at)
        .fact("invoice_number", "Invoice", number)
        .fact("client", "Client", client)
        .fact("method", "Method", method)
        .fact("amount", "Amount", amount)
        .fact("refunded", "Given back", refunded)
        .fact("status", "Status", status)
        .hidden("payment_id", payment_id)
        .fact("refund_of", "Refund of", refund_of)
        .hidden("invoice", invoice)
        .hidden("branch", branch)
        .fact("id", "Id", id)
}

fn amount(flag: &str, text: &str, currency: Currency) -> Result<i64, CliError> {
    parse_amount(text, currency).map_err(|error| {
        CliError::usage(format!("--{flag} {text}: {error}"), "Write an amount, e.g. 1500 or 1500.50.")
    })
}

fn method(word: &str) -> Result<Method, CliError> {
    Method::parse(word).ok_or_else(|| {
        CliError::usage(
            format!("there is no method {word}"),
            "Choose one of: cash, card, upi, bank, gateway.",
        )
    })
}

fn received(args: &MoneyArgs, amount: i64) -> Result<Received, CliError> {
    Ok(Received { amount, method: method(&args.method)?, reference: args.reference.clone(), at: None })
}

fn invoice_of(studio: &Studio, given: &str) -> Result<Invoice, CliError> {
    let id = InvoiceId::from(INVOICE.resolve(studio, given, Guess::Nothing)?);
    Ok(invoice::detail(studio, &id)?.invoice)
}

/// Carries the command out and prints the payment's id, or the payment.
fn save(
    command: PaymentCommand,
    flags: WriteFlags,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    write::save(command.into(), flags, studio, console, |id| Ok(paper(&one(studio, id)?, studio)))
}

fn record(args: &PaymentRecordArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let invoice = invoice_of(studio, &args.invoice)?;
    let how_much = match &args.amount {
        Some(text) => amount("amount", text, invoice.currency)?,
        None => invoice.open,
    };
    let money = received(&args.money, how_much)?;
    let command = PaymentCommand::Record { invoice: invoice.id, version: args.if_version, money };
    save(command, args.write, studio, console)
}

fn currency_of(studio: &Studio, branch: &BranchId) -> Currency {
    studio.branch_of(branch).map_or(Currency::NONE, |branch| branch.currency)
}

fn client_of(studio: &Studio, given: &str) -> Result<(ClientId, BranchId), CliError> {
    let id = ClientId::from(CLIENT.resolve(studio, given, Guess::Nothing)?);
    match studio.ask(Query::Client(id.clone()))? {
        Reply::Client(detail) => Ok((id, detail.client.branch)),
        _ => Err(unexpected()),
    }
}

fn advance(args: &PaymentAdvanceArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let (of, branch) = if let Some(given) = &args.project {
        let id = ProjectId::from(PROJECT.resolve(studio, given, Guess::Nothing)?);
        match studio.ask(Query::Project(id.clone()))? {
            Reply::Project(detail) => (AdvanceOf::Project(id), detail.project.branch),
            _ => return Err(unexpected()),
        }
    } else {
        let (id, branch) = client_of(studio, args.client.as_deref().unwrap_or_default())?;
        (AdvanceOf::Client(id), branch)
    };
    let how_much = amount("amount", &args.amount, currency_of(studio, &branch))?;
    let money = received(&args.money, how_much)?;
    save(PaymentCommand::Advance { of, money }, args.write, studio, console)
}

fn allocate(args: &PaymentAllocateArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let from = invoice_of(studio, &args.receipt)?;
    let to = args.invoice.as_deref().map(|given| invoice_of(studio, given)).transpose()?;
    let how_much = args.amount.as_deref().map(|text| amount("amount", text, from.currency)).transpose()?;
    let command =
        PaymentCommand::Allocate { from: from.id, to: to.map(|invoice| invoice.id), amount: how_much };
    write::act(command.into(), args.write, studio, console)
}

fn deduct(
    args: &PaymentDeductArgs,
    kind: Deduction,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let invoice = invoice_of(studio, &args.invoice)?;
    let how_much = amount("amount", &args.amount, invoice.currency)?;
    let command =
        PaymentCommand::Deduct { invoice: invoice.id, kind, amount: how_much, reason: args.reason.clone() };
    write::act(command.into(), args.write, studio, console)
}

fn opening(args: &PaymentOpeningArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let (client, branch) = client_of(studio, &args.client)?;
    let how_much = amount("amount", &args.amount, currency_of(studio, &branch))?;
    let today = Timestamp::now().to_zoned_datetime(studio.zone_of(&branch)).date();
    let day = parse_date(&args.day, today, DatePreference::Past)
        .map_err(|error| CliError::usage(error.to_string(), "Name a day, e.g. 2026-03-31."))?;
    let note = args.notes.clone().unwrap_or_default();
    let command = PaymentCommand::OpeningBalance { client, amount: how_much, day, note };
    write::act(command.into(), args.write, studio, console)
}

fn refund(args: &PaymentRefundArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let payment = one(studio, &args.payment)?;
    let currency = payment.amount.currency;
    let how_much = args.amount.as_deref().map(|text| amount("amount", text, currency)).transpose()?;
    let fee = args.fee.as_deref().map_or(Ok(0), |text| amount("fee", text, currency))?;
    if !args.write.dry_run {
        let what =
            format!("this gives money back of the payment {}, and cannot be undone", payment.payment_id);
        confirm((&what, "refund"), args.yes, console)?;
    }
    let refund = Refund {
        transaction: payment.id,
        amount: how_much,
        fee,
        reason: args.reason.clone(),
        after_delivery: args.after_delivery.clone(),
    };
    save(PaymentCommand::Refund(refund), args.write, studio, console)
}

fn dispute(args: &PaymentDisputeArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let transaction = one(studio, &args.payment)?.id;
    let step = DisputeStep::ALL.into_iter().find(|step| step.as_str() == args.step).ok_or_else(|| {
        CliError::usage(format!("there is no step {}", args.step), "Choose one of: open, review, won, lost.")
    })?;
    let command = PaymentCommand::Dispute { transaction, step, reason: args.reason.clone() };
    save(command, args.write, studio, console)
}

/// `pos`: sells at the counter and prints the receipt.
pub(super) fn pos(args: &PosArgs, run: &Run<'_>, console: &mut Console<'_>) -> Result<(), CliError> {
    let studio = &Studio::open(run, console)?;
    let client = args.client.as_deref().map(|given| client_of(studio, given)).transpose()?;
    let branch = match (&args.branch, &client) {
        (None, Some((_, own))) => own.clone(),
        (named, _) => studio.branch_for_new(named.as_deref())?.id.clone(),
    };
    let currency = currency_of(studio, &branch);
    let lines = args.lines.iter().map(|text| line(text, args, &branch, studio)).collect::<Result<_, _>>()?;
    let tendered = args.tendered.as_deref().map(|text| amount("tendered", text, currency)).transpose()?;
    let method = method(&args.money.method)?;
    let client = client.map(|(id, _)| id);
    let sale = Sale { branch, client, lines, method, reference: args.money.reference.clone(), tendered };
    let command = PaymentCommand::Sell(sale).into();
    let Some(outcome) = write::carry_out(command, args.write, studio, console)? else { return Ok(()) };
    let id = InvoiceId::from(outcome.row.ok_or_else(unexpected)?.id);
    let detail = invoice::detail(studio, &id)?;
    if args.write.json {
        return invoice::paper(&detail, studio).write(super::out::Format::Json, console);
    }
    let receipt = documents::receipt(&detail.invoice, method, tendered);
    Ok(write!(console.out, "{}", super::out::printable(&receipt))?)
}

/// `Print 10x15;150;2`.
fn line(text: &str, args: &PosArgs, branch: &BranchId, studio: &Studio) -> Result<FieldValues, CliError> {
    let parts: Vec<&str> = text.split(';').map(str::trim).collect();
    let (description, price, qty) = match parts.as_slice() {
        [description, price] => (description, price, &"1"),
        [description, price, qty] => (description, price, qty),
        _ => {
            return Err(CliError::usage(
                format!("--sell {text} is no line"),
                "Write \"DESCRIPTION;PRICE\" or \"DESCRIPTION;PRICE;QTY\".",
            ));
        }
    };
    let mut texts = vec![
        (fields::DESCRIPTION, (*description).to_owned()),
        (fields::TYPE, "merch".to_owned()),
        (fields::UNIT_PRICE, (*price).to_owned()),
        (fields::QTY, (*qty).to_owned()),
    ];
    texts
        .extend(values::of_flags([(fields::TAX_RATE, &args.tax_rate), (fields::INCLUSIVE, &args.inclusive)]));
    let found = studio.branch_of(branch).ok_or_else(unexpected)?;
    let reader = values::reader(found, studio.zone_of(branch));
    values::read(texts, |key, text| {
        let kind = match key {
            fields::UNIT_PRICE => Kind::Money,
            fields::INCLUSIVE => Kind::Toggle,
            _ => Kind::Text,
        };
        Ok(reader.read(kind, text))
    })
}
