//! Every palette on every terminal: roles differ where they must, and can be read.

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
        let mut buf = Buffer::empty(ratatui::layout::Rect::new(0, 0, 1, 1));
        theme.finish(&mut buf);
        let (cell, own) = (&buf.content[0], palette.base(level));
        assert_eq!(own.is_some(), palette == Palette::HighContrast && level != ColourLevel::None);
        assert_eq!((cell.fg, cell.bg), own.unwrap_or((Color::Reset, Color::Reset)));
        for role in Role::ALL {
            let painted = theme.style(role).bg.is_some();
            assert!(!painted || matches!(role, Role::Selected | Role::SelectedDim | Role::Input), "{role:?}");
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

fn luminance(rgb: Rgb) -> f64 {
    let part = |v: u8| {
        let v = f64::from(v) / 255.0;
        if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
    };
    let [_, r, g, b] = rgb.to_be_bytes();
    0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b)
}

/// As WCAG 2.2 has it: 4.5 is AA, 7 is AAA, 3 is enough for lines.
fn contrast(a: Rgb, b: Rgb) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// What terminals usually have where a palette leaves the choice to them: letters and ground.
const USUAL: [(Palette, Rgb, Rgb); 3] = [
    (Palette::Dark, 0x00d4_d4d4, 0x001e_1e22),
    (Palette::Light, 0x001e_1e22, 0x00fa_fafa),
    (Palette::HighContrast, 0x00ff_ffff, 0x0000_0000),
];

fn paint(palette: Palette, role: Role) -> Paint {
    let look = look(role);
    match palette {
        Palette::Dark => look.dark,
        Palette::Light => look.light,
        Palette::HighContrast => look.contrast,
        Palette::Mono => (None, None),
    }
}

/// Every pair of letters and ground that comes together on a screen.
fn pairs(palette: Palette, letters: Rgb, ground: Rgb) -> Vec<(Role, Role, Rgb, Rgb)> {
    let mut pairs = Vec::new();
    for role in Role::ALL {
        let (own, on) = paint(palette, role);
        pairs.push((role, role, own.unwrap_or(letters), on.unwrap_or(ground)));
        // What is typed into a field has its remarks and tags in it.
        if on.is_none() && role != Role::Line {
            let (_, field) = paint(palette, Role::Input);
            pairs.push((role, Role::Input, own.unwrap_or(letters), field.unwrap_or(ground)));
        }
    }
    pairs
}

#[test]
fn letters_stand_out_from_their_ground() {
    for (palette, letters, ground) in USUAL {
        let least = if palette == Palette::HighContrast { 7.0 } else { 4.5 };
        for (role, on, letters, ground) in pairs(palette, letters, ground) {
            let least = match (role, palette) {
                (Role::Line, Palette::HighContrast) => 3.0,
                (Role::Line, _) => continue,
                _ => least,
            };
            let found = contrast(letters, ground);
            assert!(found >= least, "{palette:?}: {role:?} on {on:?} has {found:.2}, not {least}");
        }
    }
}

#[test]
fn high_contrast_survives_a_terminal_of_256_colours() {
    let rgb = |colour: Color| match colour {
        Color::Indexed(n @ 16..=231) => {
            let step = |n: u8| [0_u32, 95, 135, 175, 215, 255][usize::from(n % 6)];
            let n = n - 16;
            (step(n / 36) << 16) | (step(n / 6) << 8) | step(n)
        }
        Color::Indexed(n @ 232..) => 0x0001_0101 * (8 + 10 * u32::from(n - 232)),
        other => panic!("{other:?}"),
    };
    let (palette, letters, ground) = USUAL[2];
    for (role, on, letters, ground) in pairs(palette, letters, ground) {
        let level = ColourLevel::Ansi256;
        let found = contrast(rgb(colour(letters, level)), rgb(colour(ground, level)));
        let least = if role == Role::Line { 3.0 } else { 7.0 };
        assert!(found >= least, "{role:?} on {on:?} has {found:.2}");
    }
}

#[test]
fn a_terminal_that_tells_its_ground_is_believed() {
    let palette = |value: &str| Palette::detect(|name| (name == "COLORFGBG").then(|| value.to_owned()));
    for light in ["0;15", "0;default;15", "0;7"] {
        assert_eq!(palette(light), Palette::Light, "{light}");
    }
    for dark in ["15;0", "7;default;0", "", "x", "12;8"] {
        assert_eq!(palette(dark), Palette::Dark, "{dark}");
    }
    assert_eq!(Palette::detect(|_| None), Palette::Dark);
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
