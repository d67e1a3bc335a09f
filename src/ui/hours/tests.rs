use super::*;

fn plan(width: u16, height: u16, columns: usize, bars: usize) -> Plan {
    Plan::new(Rect::new(0, 0, width, height), columns, bars)
}

#[test]
fn columns_and_hours_share_the_room() {
    let week = plan(80, 19, 7, 0);
    assert_eq!((week.columns, week.pitch, week.rows, week.slot), (7, 10, 18, 60));
    let narrow = plan(40, 10, 7, 2);
    assert_eq!((narrow.columns, narrow.strip, narrow.rows), (4, 1, 8));
    assert_eq!((narrow.first(0, 7), narrow.first(4, 7), narrow.first(6, 7)), (0, 1, 3));
    let large = plan(200, 46, 7, 0);
    assert_eq!((large.slot, large.seen()), (30, 1_350));
}

#[test]
fn what_is_selected_is_seen() {
    let plan = plan(80, 11, 7, 0);
    assert_eq!(plan.seen(), 600);
    assert_eq!(plan.top_for(480, 540, 660), 480);
    assert_eq!(plan.top_for(480, 360, 420), 360);
    assert_eq!(plan.top_for(0, 1_320, 1_440), 840);
    // What is longer than the screen is seen from its start.
    assert_eq!(plan.top_for(0, 300, 1_380), 300);
}

#[test]
fn nothing_takes_less_than_a_line() {
    assert_eq!(rows_of(600, 615, 60), (10, 11));
    assert_eq!(rows_of(630, 690, 60), (10, 12));
    assert_eq!(rows_of(600, 660, 60), (10, 11));
    assert_eq!(rows_of(1_439, 1_440, 30), (47, 48));
}

#[test]
fn bars_of_the_same_days_stand_under_each_other() {
    assert_eq!(strip_lines(&[]), 0);
    assert_eq!(strip_lines(&[(0, 2), (3, 4)]), 1);
    assert_eq!(strip_lines(&[(0, 3), (3, 4), (2, 6)]), 3);
}

#[test]
fn what_overlaps_in_a_few_cells_lies_like_cards_as_long_as_each_has_its_first_row() {
    assert!(is_stacked(&[(6, 12), (9, 11), (14, 15)]));
    assert!(!is_stacked(&[(6, 12), (6, 11)]));
    let area = Rect::new(10, 0, 9, 20);
    let lane = |lane| Lane { lane, of: 2 };
    assert_eq!(lane_area(area, lane(1), (2, true)), Rect::new(12, 0, 7, 20));
    assert_eq!(lane_area(area, lane(1), (2, false)), Rect::new(14, 0, 5, 20));
    // Where there is room for words, side by side.
    assert_eq!(lane_area(Rect::new(0, 0, 20, 5), lane(1), (2, true)), Rect::new(10, 0, 10, 5));
}
