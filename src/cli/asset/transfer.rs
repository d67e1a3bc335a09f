//! `asset transfer`, `receive`, `return` and `transfers`.

use super::{record, with_versions};
use crate::cli::CliError;
use crate::cli::address::ASSET;
use crate::cli::args::{AssetArriveArgs, AssetTransferArgs, AssetTransfersArgs};
use crate::cli::out::{Console, Sheet};
use crate::cli::studio::{Studio, unexpected};
use crate::cli::write;
use crate::domain::fold::fold;
use crate::domain::id::AssetId;
use crate::store::protocol::{Arrival, BranchScope, InventoryCommand, Query, Reply, TransferLine, Transfers};

fn transfers(studio: &Studio, scope: BranchScope) -> Result<Transfers, CliError> {
    match studio.ask(Query::Transfers(scope))? {
        Reply::Transfers(found) => Ok(found),
        _ => Err(unexpected()),
    }
}

/// Sends assets to another branch.
pub(super) fn send(
    args: &AssetTransferArgs,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let branches = transfers(studio, BranchScope::All)?.branches;
    let wanted = fold(args.to.trim());
    let is_meant =
        |(id, name): &&(crate::domain::id::BranchId, String)| id.as_str() == args.to || fold(name) == wanted;
    let Some((to, _)) = branches.iter().find(is_meant) else {
        let names: Vec<&str> = branches.iter().map(|(_, name)| name.as_str()).collect();
        return Err(CliError::NotFound {
            message: format!("there is no branch {}", args.to),
            hint: format!("The studio's branches: {}.", names.join(", ")),
        });
    };
    let ids = with_versions(studio, ASSET.resolve_all(studio, &args.ids)?)?;
    let note = args.note.clone().unwrap_or_default();
    write::act(InventoryCommand::Transfer { ids, to: to.clone(), note }.into(), args.write, studio, console)
}

/// Takes assets in, or has them go back.
pub(super) fn arrive(
    args: &AssetArriveArgs,
    outcome: Arrival,
    (studio, console): (&Studio, &mut Console<'_>),
) -> Result<(), CliError> {
    let ways = transfers(studio, BranchScope::All)?.ways;
    let ids = args.ids.iter().map(|given| on_its_way(&ways, given)).collect::<Result<Vec<_>, _>>()?;
    let note = args.note.clone().unwrap_or_default();
    write::act(InventoryCommand::Arrive { ids, outcome, note }.into(), args.write, studio, console)
}

/// What is meant among what is on its way: until it has arrived it is found nowhere else.
fn on_its_way(ways: &[TransferLine], given: &str) -> Result<(AssetId, i64), CliError> {
    let wanted = fold(given.trim());
    let is_meant = |way: &&TransferLine| {
        way.asset.as_str() == given.trim() || fold(&way.asset_name) == wanted || fold(&way.serial) == wanted
    };
    let mut found = ways.iter().filter(is_meant);
    match (found.next(), found.next()) {
        (Some(only), None) => Ok((only.asset.clone(), only.version)),
        (first, _) => {
            let names: Vec<&str> = ways.iter().map(|way| way.asset_name.as_str()).collect();
            let hint = match names.as_slice() {
                [] => "Nothing is on its way from or to your branches.".to_owned(),
                names => format!("On its way: {}. Name one by its id.", names.join(", ")),
            };
            let many = if first.is_some() { "several things" } else { "nothing" };
            Err(CliError::NotFound { message: format!("{many} on its way is called {given}"), hint })
        }
    }
}

/// Lists what is on its way.
pub(super) fn list(
    args: &AssetTransfersArgs,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let ways = transfers(studio, studio.scope(args.branch.as_deref())?)?.ways;
    let rows: Vec<_> = ways.iter().map(|line| record::transfer(line, studio)).collect();
    let mut sheet = Sheet::new(args.output.format(), &record::TRANSFERS);
    sheet.rows(console, &rows)?;
    Ok(sheet.end(console)?)
}
