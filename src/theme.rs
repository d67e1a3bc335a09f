//! The few semantic colours of the product, and what they fall back to.
//!
//! A widget names a `Role`, never a colour. One table gives each role its look on a dark and on a light terminal;
//! fewer colours are found from it, and without colours the weight of the letters carries the meaning. Ordinary
//! text keeps the terminal's own colours: nothing but selection and the field being typed into has a background.

use ratatui::style::{Color, Modifier, Style};

/// What a piece of text means. Widgets name roles, never colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Ordinary text.
    Text,
    /// Secondary text.
    Dim,
    /// Headings.
    Heading,
    /// Focus: the one accent colour.
    Accent,
    /// The selected row of the focused list.
    Selected,
    /// The selected row of a list without focus.
    SelectedDim,
    /// A key in the footer or help.
    Key,
    /// Thin lines.
    Line,
    /// Done, paid, free.
    Good,
    /// In progress, part, soft hold.
    Waiting,
    /// Needs attention.
    Warn,
    /// Wrong, overdue, destructive.
    Bad,
    /// A field being typed into.
    Input,
    /// A hit of the search inside a text.
    Match,
}

impl Role {
    /// Every role, in the order of their declaration.
    pub const ALL: [Self; 14] = [
        Self::Text,
        Self::Dim,
        Self::Heading,
        Self::Accent,
        Self::Selected,
        Self::SelectedDim,
        Self::Key,
        Self::Line,
        Self::Good,
        Self::Waiting,
        Self::Warn,
        Self::Bad,
        Self::Input,
        Self::Match,
    ];
}

/// Which set of looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Palette {
    /// For light letters on a dark ground.
    #[default]
    Dark,
    /// For dark letters on a light ground.
    Light,
    /// No colours at all: bold, dim, underlined and reversed letters.
    Mono,
}

impl Palette {
    /// Every palette.
    pub const ALL: [Self; 3] = [Self::Dark, Self::Light, Self::Mono];

    /// The word for it in the configuration file.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dark => "dark",
            Self::Light => "light",
            Self::Mono => "mono",
        }
    }

    /// The palette of a word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|palette| palette.name() == word)
    }
}

/// How many colours a terminal has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ColourLevel {
    /// None, or none are wanted.
    None,
    /// The sixteen that every colour terminal has; what they look like is the person's choice.
    Ansi16,
    /// The 6×6×6 cube and 24 greys.
    Ansi256,
    /// 24 bits.
    TrueColour,
}

impl ColourLevel {
    /// What the environment says: `NO_COLOR` (not empty) first, then `COLORTERM`, then `TERM`. The environment is
    /// passed in, because an SSH session has one of its own.
    #[must_use]
    pub fn detect(lookup: impl Fn(&str) -> Option<String>) -> Self {
        if lookup("NO_COLOR").is_some_and(|v| !v.is_empty()) {
            return Self::None;
        }
        let colours = lookup("COLORTERM").unwrap_or_default();
        let term = lookup("TERM").unwrap_or_default();
        match (colours.as_str(), term.as_str()) {
            (_, "dumb" | "vt100" | "vt220") => Self::None,
            ("truecolor" | "24bit", _) => Self::TrueColour,
            (_, t) if t.ends_with("-direct") || t.contains("truecolor") => Self::TrueColour,
            (_, "xterm-kitty" | "xterm-ghostty" | "alacritty" | "wezterm" | "foot") => Self::TrueColour,
            (_, t) if t.contains("256color") => Self::Ansi256,
            _ => Self::Ansi16,
        }
    }
}

/// Styles by role.
#[derive(Clone, Debug)]
pub struct Theme {
    styles: Vec<Style>,
}

impl Theme {
    /// The looks of a palette on a terminal with so many colours.
    #[must_use]
    pub fn new(palette: Palette, level: ColourLevel) -> Self {
        Self { styles: Role::ALL.into_iter().map(|role| style(look(role), palette, level)).collect() }
    }

    /// The style of a role.
    #[must_use]
    pub fn style(&self, role: Role) -> Style {
        self.styles.get(role as usize).copied().unwrap_or_default()
    }
}

impl Default for Theme {
    fn default() -> Self {
        Self::new(Palette::default(), ColourLevel::Ansi16)
    }
}

type Rgb = u32;

/// How a role looks. `None` keeps the terminal's own colour.
struct Look {
    /// (letters, ground) on a dark terminal.
    dark: (Option<Rgb>, Option<Rgb>),
    /// (letters, ground) on a light terminal.
    light: (Option<Rgb>, Option<Rgb>),
    /// Letters with sixteen colours, and the weight that goes with them.
    basic: (Option<Color>, Modifier),
    /// The weight with enough colours.
    rich: Modifier,
    /// Without colours.
    mono: Modifier,
}

const fn look(role: Role) -> Look {
    const NONE: Modifier = Modifier::empty();
    const BOLD: Modifier = Modifier::BOLD;
    const DIM: Modifier = Modifier::DIM;
    const UNDER: Modifier = Modifier::UNDERLINED;
    const REVERSED: Modifier = Modifier::REVERSED;
    const fn letters(dark: Rgb, light: Rgb, basic: Color, rich: Modifier, mono: Modifier) -> Look {
        Look { dark: (Some(dark), None), light: (Some(light), None), basic: (Some(basic), rich), rich, mono }
    }
    const fn ground(dark: Rgb, light: Rgb, basic: Modifier, rich: Modifier, mono: Modifier) -> Look {
        Look { dark: (None, Some(dark)), light: (None, Some(light)), basic: (None, basic), rich, mono }
    }
    const fn weight(rich: Modifier) -> Look {
        Look { dark: (None, None), light: (None, None), basic: (None, rich), rich, mono: rich }
    }
    match role {
        Role::Text => weight(NONE),
        Role::Heading => weight(BOLD),
        // The sixteen-colour grey is the ground itself in well-known palettes: dim letters are safe everywhere.
        Role::Dim => {
            Look { basic: (None, DIM), ..letters(0x008a8f98, 0x006b7078, Color::DarkGray, NONE, DIM) }
        }
        Role::Line => {
            Look { basic: (None, DIM), ..letters(0x004a4f58, 0x00b8bcc4, Color::DarkGray, NONE, DIM) }
        }
        Role::Accent => letters(0x00d0a2f7, 0x008439c0, Color::Magenta, BOLD, BOLD),
        Role::Key => letters(0x00d0a2f7, 0x008439c0, Color::Magenta, NONE, BOLD),
        Role::Selected => ground(0x003d344d, 0x00e6d9f5, REVERSED, BOLD, REVERSED),
        Role::SelectedDim => ground(0x002b2d33, 0x00e9eaee, BOLD, NONE, BOLD),
        Role::Good => letters(0x008cc87a, 0x002f7d32, Color::Green, NONE, NONE),
        Role::Waiting => letters(0x007fb2f0, 0x001f66b8, Color::Cyan, NONE, NONE),
        Role::Warn => letters(0x00e8c06a, 0x00946600, Color::Yellow, NONE, BOLD),
        Role::Bad => letters(0x00f07f7f, 0x00b82626, Color::Red, BOLD, BOLD),
        Role::Input => ground(0x002b2d33, 0x00e9eaee, UNDER, NONE, UNDER),
        Role::Match => Look {
            dark: (Some(0x00e8c06a), None),
            light: (Some(0x00946600), None),
            basic: (Some(Color::Yellow), UNDER),
            rich: UNDER,
            mono: UNDER,
        },
    }
}

fn style(look: Look, palette: Palette, level: ColourLevel) -> Style {
    let (letters, ground) = match (palette, level) {
        (Palette::Mono, _) | (_, ColourLevel::None) => return Style::new().add_modifier(look.mono),
        (_, ColourLevel::Ansi16) => {
            let style = Style::new().add_modifier(look.basic.1);
            return look.basic.0.map_or(style, |letters| style.fg(letters));
        }
        (Palette::Dark, _) => look.dark,
        (Palette::Light, _) => look.light,
    };
    let mut style = Style::new().add_modifier(look.rich);
    if let Some(letters) = letters {
        style = style.fg(colour(letters, level));
    }
    if let Some(ground) = ground {
        style = style.bg(colour(ground, level));
    }
    style
}

fn colour(rgb: Rgb, level: ColourLevel) -> Color {
    let [_, r, g, b] = rgb.to_be_bytes();
    if level == ColourLevel::TrueColour { Color::Rgb(r, g, b) } else { Color::Indexed(nearest_256(r, g, b)) }
}

/// The nearest of the 216 cube colours and 24 greys; the first sixteen are the person's own and never guessed.
fn nearest_256(r: u8, g: u8, b: u8) -> u8 {
    const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    let distance = |to: [u8; 3]| -> u32 {
        [r, g, b].iter().zip(to).map(|(from, to)| u32::from(from.abs_diff(to)).pow(2)).sum()
    };
    let cube = (0..216_u8).map(|i| {
        let step = |n: u8| STEPS[usize::from(n % 6)];
        (16 + i, [step(i / 36), step(i / 6), step(i)])
    });
    let greys = (0..24_u8).map(|i| (232 + i, [8 + 10 * i; 3]));
    cube.chain(greys).min_by_key(|(_, rgb)| distance(*rgb)).map_or(15, |(index, _)| index)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEVELS: [ColourLevel; 4] =
        [ColourLevel::None, ColourLevel::Ansi16, ColourLevel::Ansi256, ColourLevel::TrueColour];

    fn all() -> impl Iterator<Item = (Palette, ColourLevel)> {
        Palette::ALL.into_iter().flat_map(|p| LEVELS.into_iter().map(move |l| (p, l)))
    }

    #[test]
    fn roles_are_declared_in_the_order_of_the_table() {
        for (i, role) in Role::ALL.into_iter().enumerate() {
            assert_eq!(role as usize, i);
        }
    }

    #[test]
    fn text_and_its_kin_keep_the_terminals_ground() {
        for (palette, level) in all() {
            let theme = Theme::new(palette, level);
            assert_eq!(theme.style(Role::Text), Style::new());
            for role in Role::ALL {
                let painted = theme.style(role).bg.is_some();
                assert!(
                    !painted || matches!(role, Role::Selected | Role::SelectedDim | Role::Input),
                    "{role:?}"
                );
            }
        }
    }

    #[test]
    fn roles_that_must_differ_do() {
        use Role as R;
        for (palette, level) in all() {
            let theme = Theme::new(palette, level);
            for (a, b) in [
                (R::Text, R::Dim),
                (R::Text, R::Heading),
                (R::Text, R::Selected),
                (R::Selected, R::SelectedDim),
                (R::Text, R::SelectedDim),
                (R::Text, R::Match),
                (R::Text, R::Input),
                (R::Text, R::Key),
                (R::Good, R::Bad),
            ] {
                assert_ne!(theme.style(a), theme.style(b), "{a:?} {b:?} in {palette:?} {level:?}");
            }
            if palette != Palette::Mono && level != ColourLevel::None {
                let four = [R::Good, R::Waiting, R::Warn, R::Bad, R::Accent].map(|r| theme.style(r).fg);
                for (i, a) in four.iter().enumerate() {
                    assert!(!four[i + 1..].contains(a), "{palette:?} {level:?}");
                }
            }
        }
    }

    #[test]
    fn no_colour_means_none() {
        for palette in Palette::ALL {
            for role in Role::ALL {
                let style = Theme::new(palette, ColourLevel::None).style(role);
                assert_eq!((style.fg, style.bg), (None, None));
            }
        }
    }

    #[test]
    fn letters_stand_out_from_the_usual_grounds() {
        fn luminance(rgb: Rgb) -> f64 {
            let part = |v: u8| {
                let v = f64::from(v) / 255.0;
                if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
            };
            let [_, r, g, b] = rgb.to_be_bytes();
            0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b)
        }
        fn contrast(a: Rgb, b: Rgb) -> f64 {
            let (a, b) = (luminance(a), luminance(b));
            (a.max(b) + 0.05) / (a.min(b) + 0.05)
        }
        for role in Role::ALL.into_iter().filter(|r| *r != Role::Line) {
            let look = look(role);
            for (side, ground) in [(look.dark, 0x001e1e22), (look.light, 0x00fafafa)] {
                if let Some(letters) = side.0 {
                    assert!(contrast(letters, ground) >= 4.5, "{role:?} {}", contrast(letters, ground));
                }
            }
        }
    }

    #[test]
    fn the_environment_decides() {
        let level = |vars: &[(&str, &str)]| {
            ColourLevel::detect(|name| vars.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned()))
        };
        assert_eq!(level(&[("NO_COLOR", "1"), ("COLORTERM", "truecolor")]), ColourLevel::None);
        assert_eq!(level(&[("NO_COLOR", ""), ("COLORTERM", "truecolor")]), ColourLevel::TrueColour);
        assert_eq!(level(&[("TERM", "xterm-256color")]), ColourLevel::Ansi256);
        assert_eq!(level(&[("TERM", "xterm")]), ColourLevel::Ansi16);
        assert_eq!(level(&[("TERM", "dumb")]), ColourLevel::None);
        assert_eq!(level(&[]), ColourLevel::Ansi16);
    }
}
