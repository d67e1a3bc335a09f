//! What a timeline looks like.

use super::super::testing::{lines, paint};
use super::*;
use jiff::civil::date;
use jiff::tz::TimeZone;

const HOUR: i64 = 3_600;

fn axis(zoom: Zoom, cells: u16) -> Axis {
    Axis::new(TimeZone::UTC, zoom, date(2026, 11, 24), plot_width(cells))
}

fn bar(from: i64, to: i64, ink: Ink) -> Bar<'static> {
    Bar { from, to, ink, word: "", is_flagged: false }
}

fn drawn(width: u16, zoom: Zoom, rows: Vec<Line<'_>>) -> String {
    let axis = axis(zoom, width);
    let start = axis.range().0;
    let selected = Some(Selected { line: 1, at: start + 30 * HOUR, block: None });
    let timeline = Timeline {
        axis: &axis,
        lines: &rows,
        selected,
        is_focused: true,
        now: start + 33 * HOUR,
        corner: "week",
        search: "",
    };
    let buf = paint((width, 8), |area, buf, look| timeline.draw(area, buf, look));
    lines(&buf).join("\n")
}

fn week(width: u16) -> Vec<Line<'static>> {
    let start = axis(Zoom::Week, width).range().0;
    let at = |hours: i64| start + hours * HOUR;
    let row = |label, bars| Line::Row(Row { label, bars, ..Row::default() });
    vec![
        Line::Head("Spaces"),
        row(
            "Studio A",
            vec![
                bar(at(8), at(12), Ink::Firm),
                bar(at(12), at(20), Ink::Firm),
                bar(at(7), at(8), Ink::Buffer),
            ],
        ),
        row(
            "山田太郎",
            vec![Bar { word: "leave", ..bar(at(24), at(72), Ink::Away) }, bar(at(80), at(90), Ink::Hold)],
        ),
        row(
            "Sony A7iii",
            vec![bar(at(30), at(50), Ink::Off), Bar { is_flagged: true, ..bar(at(40), at(60), Ink::Firm) }],
        ),
        Line::Row(Row {
            label: "Profoto B10X with a long name",
            note: "!",
            is_bad: true,
            bars: vec![bar(at(-50), at(30), Ink::Late)],
        }),
    ]
}

#[test]
fn a_week_in_three_widths() {
    insta::assert_snapshot!(drawn(60, Zoom::Week, week(60)));
    insta::assert_snapshot!(drawn(80, Zoom::Week, week(80)));
    insta::assert_snapshot!(drawn(200, Zoom::Week, week(200)));
}

#[test]
fn what_is_taken_for_a_minute_never_looks_free() {
    for zoom in Zoom::ALL {
        for width in [60, 80, 120, 200] {
            let axis = axis(zoom, width);
            let (start, end) = axis.range();
            for at in (start..end).step_by(7_919) {
                let row = Row { label: "A", bars: vec![bar(at, at + 60, Ink::Firm)], ..Row::default() };
                let text = drawn(width, zoom, vec![Line::Row(row)]);
                assert!(text.contains('█'), "{zoom:?} {width} {at}\n{text}");
            }
        }
    }
}

#[test]
fn every_ink_has_a_sign_of_its_own() {
    let mut signs: Vec<&str> = Ink::ALL.iter().map(|ink| ink.sign()).collect();
    signs.sort_unstable();
    signs.dedup();
    assert_eq!(signs.len(), Ink::ALL.len());
}

/// The cells of the row of some bars, without its label.
fn cells_of(cells: u16, zoom: Zoom, bars: Vec<Bar<'_>>) -> String {
    let text =
        drawn(cells, zoom, vec![Line::Head("x"), Line::Row(Row { label: "A", bars, ..Row::default() })]);
    text.lines().nth(3).unwrap_or_default().trim_start_matches('▌').trim_start_matches(['A', ' ']).to_owned()
}

#[test]
fn a_mark_leaves_the_block_beneath_it_to_be_seen() {
    let start = axis(Zoom::Week, 80).range().0;
    let at = |hours: i64| start + hours * HOUR;
    // A column is four hours: a late return over the whole of two days, in the midst of it two bookings.
    let late = bar(at(0), at(48), Ink::Late);
    let cells =
        cells_of(80, Zoom::Week, vec![late, bar(at(8), at(16), Ink::Firm), bar(at(20), at(24), Ink::Hold)]);
    assert!(cells.starts_with("!!!█!░!!!!!!!"), "{cells}");
    // What is carried into something booked: both are seen, whatever is in front.
    let (booked, carried) = (bar(at(24), at(48), Ink::Firm), bar(at(16), at(40), Ink::Carried));
    let cells = cells_of(80, Zoom::Week, vec![booked, carried, bar(at(24), at(40), Ink::Blocked)]);
    assert!(cells.starts_with("····▓▓▓×█×███│"), "{cells}");
    // A hold wholly beneath what is booked.
    let held = Bar { is_flagged: true, ..bar(at(12), at(16), Ink::Hold) };
    let cells = cells_of(80, Zoom::Week, vec![bar(at(8), at(24), Ink::Firm), held]);
    assert!(cells.starts_with("··█×██│"), "{cells}");
}

#[test]
fn a_block_bears_its_name_where_there_is_room() {
    let start = axis(Zoom::Day, 120).range().0;
    let named = |from: i64, to: i64, ink| Bar {
        word: "王伟 wedding",
        ..bar(start + from * HOUR, start + to * HOUR, ink)
    };
    let cells = cells_of(
        120,
        Zoom::Day,
        vec![named(2, 8, Ink::Firm), named(9, 10, Ink::Hold), named(12, 15, Ink::Hold)],
    );
    assert!(cells.starts_with("······█王伟 wedding█████···░░░······░王伟 w…░···"), "{cells}");
}

#[test]
fn a_legend_names_what_fits() {
    let words = [(Ink::Firm, "booked"), (Ink::Hold, "held"), (Ink::Off, "repair")];
    let draw = |cells: u16| {
        let buf = paint((cells, 1), |area, buf, look| legend(area, &words, buf, look));
        lines(&buf).join("")
    };
    assert_eq!(draw(40), "█ booked  ░ held  ▒ repair");
    assert_eq!(draw(20), "█ booked  ░ held");
    assert_eq!(draw(4), "");
}

#[test]
fn any_size_can_be_drawn() {
    for width in 0..40 {
        for height in 0..6 {
            let axis = axis(Zoom::Month, width);
            let rows = week(60);
            let timeline = Timeline {
                axis: &axis,
                lines: &rows,
                selected: Some(Selected { line: 9, at: i64::MAX, block: Some((0, 5)) }),
                is_focused: true,
                now: 0,
                corner: "corner",
                search: "son",
            };
            paint((width, height), |area, buf, look| timeline.draw(area, buf, look));
        }
    }
}
