//! Which column of a table holds what: guessed from the headings, or from what stands in the columns, and changeable.

use super::ReadError;
use super::headings::{bare, target_of};
use crate::domain::client::{check_email, fields};
use crate::domain::phone;

pub use super::headings::Target;

/// Digits that make a cell look like a phone.
const LOOKS_LIKE_PHONE: usize = 7;

/// Which column holds what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    headings: Vec<String>,
    taken: Vec<Option<Target>>,
}

impl Columns {
    /// A guess from the headings.
    #[must_use]
    pub fn by_headings(headings: &[String]) -> Self {
        let mut columns = Self { headings: headings.to_vec(), taken: vec![None; headings.len()] };
        let mut found: Vec<(usize, Target, usize)> = headings
            .iter()
            .enumerate()
            .filter_map(|(at, heading)| target_of(heading).map(|(target, rank)| (at, target, rank)))
            .collect();
        found.sort_by_key(|(at, _, rank)| (*rank, *at));
        for (at, target, _) in found {
            columns.offer(at, target);
        }
        columns.settle_names();
        columns
    }

    /// A guess from the cells of the first rows, for a table without headings.
    #[must_use]
    pub fn by_cells(rows: &[Vec<String>]) -> Self {
        let width = rows.iter().map(Vec::len).max().unwrap_or(0);
        let headings = (1..=width).map(|number| format!("Column {number}")).collect();
        let mut columns = Self { headings, taken: vec![None; width] };
        let share = |at: usize, holds: &dyn Fn(&str) -> bool| {
            let cells = rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.trim());
            let (full, hits) = cells
                .filter(|cell| !cell.is_empty())
                .fold((0_usize, 0_usize), |(full, hits), cell| (full + 1, hits + usize::from(holds(cell))));
            full > 0 && hits * 4 >= full * 3
        };
        let is_email = |cell: &str| cell.contains('@') && check_email(cell).is_ok();
        for at in 0..width {
            if share(at, &looks_like_phone) {
                columns.offer(at, Target::Field(fields::PHONE));
            } else if share(at, &is_email) {
                columns.offer(at, Target::Field(fields::EMAIL));
            } else if share(at, &|cell| cell.contains(char::is_alphabetic)) {
                columns.offer(at, Target::Field(fields::NAME));
            }
        }
        columns
    }

    /// Whether a row looks like headings: something in it is understood as one, or nothing in it looks like data.
    #[must_use]
    pub fn are_headings(row: &[String]) -> bool {
        let looks_like_data = |cell: &String| looks_like_phone(cell) || cell.contains('@');
        row.iter().any(|cell| target_of(cell).is_some()) || !row.iter().any(looks_like_data)
    }

    /// How many columns are understood.
    #[must_use]
    pub fn understood(&self) -> usize {
        self.taken.iter().flatten().count()
    }

    /// Takes a column for a target, unless a better one is.
    fn offer(&mut self, at: usize, target: Target) {
        let is_free = |target: Target| !self.taken.contains(&Some(target));
        let target = match target {
            // A second phone is the other phone.
            Target::Field(fields::PHONE) if !is_free(target) => Target::Field(fields::ALT_PHONE),
            target => target,
        };
        if is_free(target) || matches!(target, Target::AddressPart(0)) {
            self.taken[at] = Some(target);
        }
    }

    /// Beside a whole name its parts say nothing new; beside a last name alone, "name" is the first one.
    fn settle_names(&mut self) {
        let name = Some(Target::Field(fields::NAME));
        let has = |target| self.taken.contains(&target);
        if !has(name) {
            return;
        }
        let parts = [Some(Target::GivenName), Some(Target::FamilyName)];
        if has(parts[0]) {
            self.taken.iter_mut().filter(|taken| parts.contains(taken)).for_each(|taken| *taken = None);
        } else if has(parts[1]) {
            self.taken
                .iter_mut()
                .filter(|taken| **taken == name)
                .for_each(|taken| *taken = Some(Target::GivenName));
        }
    }

    /// Carries out `FIELD=COLUMN`: by heading or by number. The first for a field replaces what was guessed for it;
    /// further ones are joined. `FIELD=` lets a field go.
    ///
    /// # Errors
    /// There is no such field or column.
    pub fn assign(&mut self, assignments: &[String]) -> Result<(), ReadError> {
        let mut named: Vec<Target> = Vec::new();
        for assignment in assignments {
            let (target, column) = self.assignment(assignment)?;
            if !named.contains(&target) {
                self.let_go(target);
                named.push(target);
            }
            if let Some(at) = column {
                self.taken[at] = Some(target);
            }
        }
        Ok(())
    }

    /// Takes exactly these columns for these targets. Columns that are not named are left out.
    pub fn take(&mut self, taken: &[Option<Target>]) {
        for (at, column) in self.taken.iter_mut().enumerate() {
            *column = taken.get(at).copied().flatten();
        }
    }

    fn let_go(&mut self, target: Target) {
        self.taken
            .iter_mut()
            .filter(|taken| taken.is_some_and(|taken| displaces(target, taken)))
            .for_each(|taken| *taken = None);
    }

    fn assignment(&self, text: &str) -> Result<(Target, Option<usize>), ReadError> {
        let wrong = |message: String, hint: String| ReadError::Columns { message, hint };
        let Some((field, column)) = text.split_once('=') else {
            let hint = "Write --map FIELD=COLUMN, e.g. --map \"phone=Mobile No.\" or --map phone=3.";
            return Err(wrong(format!("--map {text} has no `=`"), hint.to_owned()));
        };
        let target = Target::parse(field).ok_or_else(|| {
            let known: Vec<&str> = Target::all().map(Target::name).collect();
            wrong(
                format!("a client has no field `{}`", field.trim()),
                format!("The fields are {}.", known.join(", ")),
            )
        })?;
        if column.trim().is_empty() {
            return Ok((target, None));
        }
        let wanted = bare(column);
        let by_heading = self.headings.iter().position(|heading| bare(heading) == wanted);
        let by_number = || column.trim().parse::<usize>().ok()?.checked_sub(1);
        let at = by_heading.or_else(by_number).filter(|at| *at < self.headings.len());
        at.map(|at| (target, Some(at))).ok_or_else(|| {
            wrong(
                format!("the table has no column `{}`", column.trim()),
                format!("The columns are {}.", self.headings.join(", ")),
            )
        })
    }

    /// The headings, one for each column.
    #[must_use]
    pub fn headings(&self) -> &[String] {
        &self.headings
    }

    /// What each column is taken for.
    #[must_use]
    pub fn taken(&self) -> &[Option<Target>] {
        &self.taken
    }

    /// Columns that are taken for a target, in their order.
    pub fn of(&self, target: Target) -> impl Iterator<Item = usize> + '_ {
        self.taken.iter().enumerate().filter(move |(_, taken)| **taken == Some(target)).map(|(at, _)| at)
    }

    /// Headings of columns that nothing is taken from.
    pub fn left_out(&self) -> impl Iterator<Item = &str> {
        self.headings.iter().zip(&self.taken).filter(|(_, taken)| taken.is_none()).map(|(h, _)| h.as_str())
    }

    /// What a client cannot be made without and no column holds.
    #[must_use]
    pub fn missing(&self) -> Vec<&'static str> {
        missing(&self.taken)
    }
}

/// What a client cannot be made without and none of these columns holds.
#[must_use]
pub fn missing(taken: &[Option<Target>]) -> Vec<&'static str> {
    let holds = |targets: &[Target]| targets.iter().any(|target| taken.contains(&Some(*target)));
    let mut missing = Vec::new();
    if !holds(&NAMES) {
        missing.push(fields::NAME);
    }
    if !holds(&[Target::Field(fields::PHONE), Target::Field(fields::ALT_PHONE)]) {
        missing.push(fields::PHONE);
    }
    missing
}

/// What can say who somebody is.
const NAMES: [Target; 3] = [Target::Field(fields::NAME), Target::GivenName, Target::FamilyName];

/// Takes a column for something else, or for nothing. A field that holds one value is let go by the column that had
/// it; of notes, tags and the address, several columns are put together.
pub fn retake(taken: &mut [Option<Target>], at: usize, target: Option<Target>) {
    let joins = |target: Target| {
        matches!(target, Target::AddressPart(0))
            || [fields::NOTES, fields::TAGS, fields::ADDRESS].map(Target::Field).contains(&target)
    };
    if let Some(target) = target.filter(|target| !joins(*target)) {
        taken.iter_mut().filter(|taken| taken.is_some_and(|t| displaces(target, t))).for_each(|t| *t = None);
    }
    if let Some(column) = taken.get_mut(at) {
        *column = target;
    }
}

/// Whether a column that is taken for `new` takes the place of one that is taken for `old`: who says where the name is
/// does not want the parts beside it, and the other way round.
fn displaces(new: Target, old: Target) -> bool {
    let is_part = |target| matches!(target, Target::GivenName | Target::FamilyName);
    let name = Target::Field(fields::NAME);
    new == old || (new == name && is_part(old)) || (is_part(new) && old == name)
}

fn looks_like_phone(cell: &str) -> bool {
    phone::is_phone_query(cell) && phone::digits(cell).len() >= LOOKS_LIKE_PHONE
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    fn guessed(headings: &[&str]) -> Vec<&'static str> {
        let columns = Columns::by_headings(&strings(headings));
        columns.taken().iter().map(|taken| taken.map_or("-", Target::name)).collect()
    }

    #[test]
    fn columns_are_guessed_from_headings() {
        assert_eq!(
            guessed(&["id", "name", "phone", "total_spend", "created"]),
            ["-", "name", "phone", "-", "created"]
        );
        assert_eq!(guessed(&["Phone", "Mobile", "Client"]), ["alt_phone", "phone", "name"]);
        assert_eq!(guessed(&["First Name", "Last Name", "Tel"]), ["given_name", "family_name", "phone"]);
        assert_eq!(guessed(&["Name", "Given Name", "Family Name"]), ["name", "-", "-"]);
        assert_eq!(guessed(&["Name", "Surname"]), ["given_name", "family_name"]);
        assert_eq!(guessed(&["E-mail", "Email"]), ["email", "-"]);
        assert_eq!(guessed(&["Address 1", "Address 2", "PIN"]), ["address", "address", "postcode"]);
    }

    #[test]
    fn columns_are_guessed_from_cells() {
        let rows = [
            strings(&["1", "Priya Sharma", "98450 12345", "p@x.in"]),
            strings(&["2", "Anil", "98450 12346", ""]),
        ];
        let columns = Columns::by_cells(&rows);
        let taken: Vec<_> = columns.taken().iter().map(|taken| taken.map_or("-", Target::name)).collect();
        assert_eq!(taken, ["-", "name", "phone", "email"]);
        assert!(!Columns::are_headings(&rows[0]));
        for row in [&["Name", "9845012345"][..], &["a", "b"], &["Client", "x@y.in"]] {
            assert!(Columns::are_headings(&strings(row)), "{row:?}");
        }
    }

    #[test]
    fn a_column_is_taken_for_something_else() {
        let [name, notes] = [fields::NAME, fields::NOTES].map(Target::Field);
        let mut taken = [Some(Target::GivenName), Some(Target::FamilyName), Some(notes), None];
        retake(&mut taken, 3, Some(name));
        assert_eq!(taken, [None, None, Some(notes), Some(name)]);
        retake(&mut taken, 0, Some(notes));
        assert_eq!(taken, [Some(notes), None, Some(notes), Some(name)]);
        retake(&mut taken, 1, Some(name));
        retake(&mut taken, 2, None);
        assert_eq!(taken, [Some(notes), Some(name), None, None]);
        assert_eq!(missing(&taken), [fields::PHONE]);
    }

    #[test]
    fn a_mapping_is_changed_by_heading_and_by_number() {
        let mut columns = Columns::by_headings(&strings(&["Name", "Nick", "Phone", "Office"]));
        columns.assign(&strings(&["name=nick", "alt_phone=4", "tags="])).unwrap();
        let taken: Vec<_> = columns.taken().iter().map(|taken| taken.map_or("-", Target::name)).collect();
        assert_eq!(taken, ["-", "name", "phone", "alt_phone"]);
        columns.assign(&strings(&["notes=Name", "notes=Office", "phone="])).unwrap();
        assert_eq!(columns.of(Target::Field("notes")).collect::<Vec<_>>(), [0, 3]);
        assert_eq!(columns.missing(), ["phone"]);
        for (wrong, said) in [
            ("name", "has no `=`"),
            ("nam=1", "no field `nam`"),
            ("name=9", "no column `9`"),
            ("name=Spouse", "no column `Spouse`"),
        ] {
            let error = columns.assign(&strings(&[wrong])).unwrap_err();
            assert!(error.to_string().contains(said), "{error}");
            assert!(!error.hint().is_empty());
        }
    }
}
