//! The few semantic colours of the product, and what they fall back to.
//!
//! A widget names a `Role`, never a colour. One table gives each role its look on a dark and on a light terminal;
//! fewer colours are found from it, and without colours the weight of the letters carries the meaning. Ordinary
//! text keeps the terminal's own colours: nothing but selection and the field being typed into has a background. The
//! one exception is high contrast, which cannot be promised on a ground that is not known: it brings its own.

use ratatui::buffer::Buffer;
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
    /// Strong colours on black, whatever the terminal's own ground is.
    HighContrast,
    /// No colours at all: bold, dim, underlined and reversed letters.
    Mono,
}

impl Palette {
    /// Every palette.
    pub const ALL: [Self; 4] = [Self::Dark, Self::Light, Self::HighContrast, Self::Mono];

    /// The word for it in the configuration file.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dark => "dark",
            Self::Light => "light",
            Self::HighContrast => "high-contrast",
            Self::Mono => "mono",
        }
    }

    /// The palette of a word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|palette| palette.name() == word)
    }

    /// What the environment says: terminals that set `COLORFGBG` name the number of their ground last. Asking the
    /// terminal itself would cost a round trip at every start, and garble terminals that do not answer.
    #[must_use]
    pub fn detect(lookup: impl Fn(&str) -> Option<String>) -> Self {
        let colours = lookup("COLORFGBG").unwrap_or_default();
        match colours.rsplit(';').next().and_then(|ground| ground.parse::<u8>().ok()) {
            Some(7 | 15) => Self::Light,
            _ => Self::Dark,
        }
    }

    /// The letters and the ground of ordinary text, where they are not the terminal's own.
    const fn base(self, level: ColourLevel) -> Option<(Color, Color)> {
        match (self, level) {
            (Self::Dark | Self::Light | Self::Mono, _) | (_, ColourLevel::None) => None,
            (Self::HighContrast, ColourLevel::Ansi16) => Some((Color::White, Color::Black)),
            (Self::HighContrast, ColourLevel::Ansi256) => Some((Color::Indexed(231), Color::Indexed(16))),
            (Self::HighContrast, ColourLevel::TrueColour) => {
                Some((Color::Rgb(255, 255, 255), Color::Rgb(0, 0, 0)))
            }
        }
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
    base: Option<(Color, Color)>,
}

impl Theme {
    /// The looks of a palette on a terminal with so many colours.
    #[must_use]
    pub fn new(palette: Palette, level: ColourLevel) -> Self {
        let styles = Role::ALL.into_iter().map(|role| style(look(role), palette, level)).collect();
        Self { styles, base: palette.base(level) }
    }

    /// The style of a role.
    #[must_use]
    pub fn style(&self, role: Role) -> Style {
        self.styles.get(role as usize).copied().unwrap_or_default()
    }

    /// Gives whatever was left to the terminal the letters and the ground of a palette that has its own: the last
    /// touch on every frame.
    pub fn finish(&self, buf: &mut Buffer) {
        let Some((letters, ground)) = self.base else { return };
        for cell in &mut buf.content {
            if cell.fg == Color::Reset {
                cell.fg = letters;
            }
            if cell.bg == Color::Reset {
                cell.bg = ground;
            }
        }
    }
}

impl Default for Theme {
    fn default() -> Self {
        Self::new(Palette::default(), ColourLevel::Ansi16)
    }
}

type Rgb = u32;

/// Letters and ground; `None` keeps the terminal's own, or the palette's.
type Paint = (Option<Rgb>, Option<Rgb>);

/// How a role looks.
struct Look {
    /// On a dark terminal.
    dark: Paint,
    /// On a light terminal.
    light: Paint,
    /// On black.
    contrast: Paint,
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
    /// Letters on a ground of ours.
    const ON_DARK: Rgb = 0x00e4_e4ea;
    const ON_LIGHT: Rgb = 0x001e_1e22;
    /// Coloured letters: dark, light, high contrast.
    const fn letters(of: [Rgb; 3], basic: Color, rich: Modifier, mono: Modifier) -> Look {
        let [dark, light, contrast] = of;
        let (dark, light) = ((Some(dark), None), (Some(light), None));
        Look { dark, light, contrast: (Some(contrast), None), basic: (Some(basic), rich), rich, mono }
    }
    /// A ground with the letters on it, which are named so that they can be read on a terminal whose own letters are
    /// meant for another ground: dark, light, high contrast.
    const fn ground(of: [[Rgb; 2]; 3], basic: Modifier, rich: Modifier, mono: Modifier) -> Look {
        const fn paint(of: [Rgb; 2]) -> Paint {
            (Some(of[0]), Some(of[1]))
        }
        let [dark, light, contrast] = of;
        let basic = (None, basic);
        Look { dark: paint(dark), light: paint(light), contrast: paint(contrast), basic, rich, mono }
    }
    const fn weight(rich: Modifier) -> Look {
        const OWN: Paint = (None, None);
        Look { dark: OWN, light: OWN, contrast: OWN, basic: (None, rich), rich, mono: rich }
    }
    match role {
        Role::Text => weight(NONE),
        Role::Heading => weight(BOLD),
        // The sixteen-colour grey is the ground itself in well-known palettes: dim letters are safe everywhere.
        Role::Dim => Look {
            basic: (None, DIM),
            ..letters([0x0096_9ba4, 0x0062_676f, 0x00c8_c8c8], Color::DarkGray, NONE, DIM)
        },
        Role::Line => Look {
            basic: (None, DIM),
            ..letters([0x004a_4f58, 0x00b8_bcc4, 0x009a_9a9a], Color::DarkGray, NONE, DIM)
        },
        Role::Accent => letters([0x00d0_a2f7, 0x0084_39c0, 0x00e0_a8ff], Color::Magenta, BOLD, BOLD),
        Role::Key => letters([0x00d0_a2f7, 0x0084_39c0, 0x00e0_a8ff], Color::Magenta, NONE, BOLD),
        Role::Selected => {
            let on = [[ON_DARK, 0x003d_344d], [ON_LIGHT, 0x00e6_d9f5], [0x0000_0000, 0x00ff_ffff]];
            ground(on, REVERSED, BOLD, REVERSED)
        }
        Role::SelectedDim => {
            let on = [[ON_DARK, 0x002b_2d33], [ON_LIGHT, 0x00e9_eaee], [0x00ff_ffff, 0x0040_4040]];
            ground(on, BOLD, NONE, BOLD)
        }
        Role::Good => letters([0x008c_c87a, 0x0028_702b, 0x005f_ff5f], Color::Green, NONE, NONE),
        Role::Waiting => letters([0x007f_b2f0, 0x001f_66b8, 0x006f_d3ff], Color::Cyan, NONE, NONE),
        Role::Warn => letters([0x00e8_c06a, 0x008c_6000, 0x00ff_d700], Color::Yellow, NONE, BOLD),
        Role::Bad => letters([0x00f0_7f7f, 0x00b8_2626, 0x00ff_8f8f], Color::Red, BOLD, BOLD),
        Role::Input => {
            let on = [[ON_DARK, 0x002b_2d33], [ON_LIGHT, 0x00e9_eaee], [0x00ff_ffff, 0x001c_1c1c]];
            ground(on, UNDER, NONE, UNDER)
        }
        Role::Match => Look {
            rich: UNDER,
            ..letters([0x00e8_c06a, 0x008c_6000, 0x00ff_d700], Color::Yellow, UNDER, UNDER)
        },
    }
}

fn style(look: Look, palette: Palette, level: ColourLevel) -> Style {
    let (letters, ground) = match (palette, level) {
        (Palette::Mono, _) | (_, ColourLevel::None) => return Style::new().add_modifier(look.mono),
        (Palette::HighContrast, ColourLevel::Ansi16) => return strong(look.basic),
        (_, ColourLevel::Ansi16) => {
            let style = Style::new().add_modifier(look.basic.1);
            return look.basic.0.map_or(style, |letters| style.fg(letters));
        }
        (Palette::Dark, _) => look.dark,
        (Palette::Light, _) => look.light,
        (Palette::HighContrast, _) => look.contrast,
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

/// Sixteen colours with high contrast: the bright ones, and nothing dimmed.
const fn strong((letters, weight): (Option<Color>, Modifier)) -> Style {
    let bright = match letters {
        Some(Color::Magenta) => Some(Color::LightMagenta),
        Some(Color::Green) => Some(Color::LightGreen),
        Some(Color::Cyan) => Some(Color::LightCyan),
        Some(Color::Yellow) => Some(Color::LightYellow),
        Some(Color::Red) => Some(Color::LightRed),
        _ if weight.contains(Modifier::DIM) => Some(Color::Gray),
        other => other,
    };
    let style = Style::new().add_modifier(weight.difference(Modifier::DIM));
    match bright {
        Some(letters) => style.fg(letters),
        None => style,
    }
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
mod tests;
