//! The first line: whose studio, which branch, which tab, who am I.

use super::Look;
use super::spots::Spot;
use super::text::{clip, put, put_right, width};
use crate::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// A tab as the first line names it.
#[derive(Clone, Debug, Default)]
pub struct TabName<'a> {
    /// The key that opens it.
    pub key: String,
    /// Its name.
    pub name: &'a str,
    /// Its name where room is scarce.
    pub short: &'a str,
    /// Whether it is named only where there is room for it, or while it is open.
    pub further: bool,
}

/// Cells of the branch's name where all rooms are to be named.
const FEW: usize = 6;

/// Cells between tabs.
const fn gap_of(names: Names) -> u16 {
    if matches!(names, Names::Tight) { 1 } else { 2 }
}

/// Which tabs are named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tabs {
    All,
    /// Without the further ones.
    Main,
}

/// How much of the tabs that are not open is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Names {
    Full,
    Short,
    /// As short, with a space less between them.
    Tight,
    Keys,
}

/// The line at the top of every screen.
#[derive(Clone, Copy, Debug, Default)]
pub struct Header<'a> {
    /// The product's name; the first thing to go when the line is narrow.
    pub brand: &'a str,
    /// Organization; may be empty.
    pub place: &'a str,
    /// Branch, or "All branches"; may be empty.
    pub branch: &'a str,
    /// The tabs.
    pub tabs: &'a [TabName<'a>],
    /// Which tab is open.
    pub open: usize,
    /// Who is signed in; may be empty.
    pub user: &'a str,
    /// What role they have; may be empty.
    pub role: &'a str,
}

impl Header<'_> {
    /// Draws the first line of `area`: everything at 120 columns, short names of other tabs at 80, their keys
    /// at 60.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, look: &Look<'_>) {
        if area.is_empty() {
            return;
        }
        let line = Rect { x: area.x + 1, width: area.width.saturating_sub(2), height: 1, ..area };
        let room = usize::from(line.width);
        let who = match (self.user, self.role) {
            ("", role) => role.to_owned(),
            (user, "") => user.to_owned(),
            (user, role) => format!("{user} · {role}"),
        };
        let place = match (self.place, self.branch) {
            ("", branch) => branch.to_owned(),
            (place, "") => place.to_owned(),
            (place, branch) => format!("{place} ▸ {branch}"),
        };
        // A name of which some letters are left still tells branches apart.
        let few = clip(self.branch.strip_suffix(" branches").unwrap_or(self.branch), FEW);
        // From all to little: (brand, place, (names of the other tabs, which of them), who).
        let tries: [(&str, &str, (Names, Tabs), &str); 17] = [
            (self.brand, &place, (Names::Full, Tabs::All), &who),
            ("", &place, (Names::Full, Tabs::All), &who),
            ("", self.branch, (Names::Full, Tabs::All), &who),
            // A room that is not named is not found: short names of all come before long names of some.
            ("", &place, (Names::Short, Tabs::All), &who),
            ("", self.branch, (Names::Short, Tabs::All), &who),
            ("", self.branch, (Names::Short, Tabs::All), self.user),
            ("", self.branch, (Names::Short, Tabs::All), ""),
            ("", &few, (Names::Tight, Tabs::All), ""),
            ("", &place, (Names::Full, Tabs::Main), &who),
            ("", self.branch, (Names::Full, Tabs::Main), &who),
            ("", self.branch, (Names::Short, Tabs::Main), &who),
            ("", self.branch, (Names::Short, Tabs::Main), self.user),
            ("", self.branch, (Names::Short, Tabs::Main), ""),
            ("", self.branch, (Names::Keys, Tabs::All), &who),
            ("", self.branch, (Names::Keys, Tabs::All), self.user),
            ("", self.branch, (Names::Keys, Tabs::All), ""),
            ("", self.branch, (Names::Keys, Tabs::Main), ""),
        ];
        let gap = |text: &str, by: usize| if text.is_empty() { 0 } else { width(text) + by };
        let fits = |(brand, place, named, who): &(&str, &str, (Names, Tabs), &str)| {
            gap(brand, 2) + gap(place, 3) + self.tabs_width(*named) + gap(who, 3) <= room
        };
        let last = ("", self.branch, (Names::Keys, Tabs::Main), "");
        let (brand, place, named, who) = tries.into_iter().find(fits).unwrap_or(last);
        let mut x = line.x;
        let left = |x: u16| line.right().saturating_sub(x);
        if !brand.is_empty() {
            x += put(buf, x, line.y, brand, left(x), look.style(Role::Accent)) + 2;
        }
        let tabs = u16::try_from(self.tabs_width(named)).unwrap_or(u16::MAX);
        let place = clip(place, usize::from(line.width.saturating_sub(tabs + 3)));
        if !place.is_empty() {
            x += put(buf, x, line.y, &place, left(x), look.style(Role::Heading)) + 3;
        }
        if named.0 == Names::Full && !who.is_empty() {
            // Tabs stand in the middle of what is left, so that they do not move with the branch's name more than
            // they must.
            let right = u16::try_from(width(who)).unwrap_or(0) + 3;
            x += left(x).saturating_sub(tabs + right).min(4);
        }
        for (i, tab) in self.named(named.1) {
            let role = if i == self.open { Role::Accent } else { Role::Dim };
            let start = x;
            x += put(buf, x, line.y, &tab.key, left(x), look.style(role));
            let name = self.name_of(i, tab, named.0);
            if !name.is_empty() {
                x += 1;
                x += put(buf, x, line.y, name, left(x), look.style(role));
            }
            look.spot(Rect { x: start, width: x - start, ..line }, Spot::Tab(i));
            x += gap_of(named.0);
        }
        if !who.is_empty() {
            put_right(buf, line, who, look.style(Role::Dim));
        }
    }

    fn name_of<'t>(&self, i: usize, tab: &TabName<'t>, names: Names) -> &'t str {
        match names {
            _ if i == self.open => tab.name,
            Names::Full => tab.name,
            Names::Short | Names::Tight => tab.short,
            Names::Keys => "",
        }
    }

    /// The tabs that are named, with their places.
    fn named(&self, tabs: Tabs) -> impl Iterator<Item = (usize, &TabName<'_>)> {
        let all = self.tabs.iter().enumerate();
        all.filter(move |(i, tab)| tabs == Tabs::All || !tab.further || *i == self.open)
    }

    fn tabs_width(&self, (names, tabs): (Names, Tabs)) -> usize {
        let between = usize::from(gap_of(names));
        let one = |(i, tab): (usize, &TabName<'_>)| match self.name_of(i, tab, names) {
            "" => width(&tab.key) + between,
            name => width(&tab.key) + 1 + width(name) + between,
        };
        self.named(tabs).map(one).sum::<usize>().saturating_sub(between)
    }
}
