//! Kinds of projects: when people want them, how long they take, and the sub-events that they have.

use super::calendar::Place;
use super::chores::{BUSINESS_TASKS, PORTRAIT_TASKS, WEDDING_TASKS};
use super::offers::no::{
    BRAND, CLASSIC, COVERAGE, DESERT, ENGAGEMENT, GRAND, HEADSHOTS, HERITAGE, NEWBORN, PORTRAIT, PRODUCT,
};

/// Where a sub-event takes place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Venue {
    /// One of ours.
    Studio,
    /// At the client's.
    Home,
    /// A hall or hotel.
    Hall,
    /// A temple, church, mosque or registry.
    Rite,
    /// Parks, streets, the desert.
    Outdoors,
}

impl Venue {
    /// Names of such places.
    pub(super) const fn names(self, place: Place) -> &'static [&'static str] {
        match (self, place) {
            (Self::Studio, Place::Bengaluru) => &["Studio A, Indiranagar", "Studio B, Indiranagar"],
            (Self::Studio, Place::Dubai) => &["Warehouse 27, Alserkal Avenue"],
            (Self::Home, Place::Bengaluru) => &[
                "Jayanagar 4th Block",
                "Malleshwaram",
                "Whitefield",
                "HSR Layout",
                "Sadashivanagar",
                "Koramangala",
            ],
            (Self::Home, Place::Dubai) => {
                &["Jumeirah 1", "Arabian Ranches", "Al Barsha", "Mirdif", "Dubai Marina"]
            }
            (Self::Hall, Place::Bengaluru) => &[
                "Palace Grounds",
                "Taj West End",
                "The Leela Palace",
                "Sri Krishna Kalyana Mantapa",
                "Lalitha Mahal, Mysuru",
            ],
            (Self::Hall, Place::Dubai) => &[
                "Madinat Jumeirah",
                "Atlantis, The Palm",
                "Armani Hotel",
                "Dubai World Trade Centre",
                "Emirates Palace",
            ],
            (Self::Rite, Place::Bengaluru) => {
                &["ISKCON Temple, Rajajinagar", "St. Patrick's Church", "Ragigudda Temple", "ಬನಶಂಕರಿ ದೇವಸ್ಥಾನ"]
            }
            (Self::Rite, Place::Dubai) => {
                &["Jumeirah Mosque", "مسجد الفاروق", "Hindu Temple, Jebel Ali", "Dubai Courts"]
            }
            (Self::Outdoors, Place::Bengaluru) => {
                &["Lalbagh", "Cubbon Park", "Nandi Hills", "Commercial Street", "Hampi"]
            }
            (Self::Outdoors, Place::Dubai) => {
                &["Al Qudra Lakes", "Hatta Dam", "Kite Beach", "Al Fahidi", "Dubai Creek"]
            }
        }
    }
}

/// A sub-event as its kind has it.
pub(super) struct Part {
    pub(super) title: &'static str,
    /// Days after the first.
    pub(super) day: i64,
    /// Minutes after midnight.
    pub(super) start: i64,
    pub(super) minutes: i64,
    pub(super) venue: Venue,
}

const fn part(title: &'static str, day: i64, hour: i64, hours: i64, venue: Venue) -> Part {
    Part { title, day, start: hour * 60, minutes: hours * 60, venue }
}

/// A kind of project.
pub(super) struct Kind {
    /// The stored word.
    pub(super) word: &'static str,
    /// What stands in the title.
    pub(super) label: &'static str,
    /// Days from the inquiry to the first day.
    pub(super) lead: (i64, i64),
    /// Days from the last day to the delivery.
    pub(super) edit: (i64, i64),
    /// How much it is wanted in each month, by branch; `None`: all year.
    pub(super) season: Option<[[u32; 12]; 2]>,
    /// Whether it takes place on a day off.
    pub(super) on_days_off: bool,
    /// What is quoted, by branch.
    pub(super) offers: [&'static [usize]; 2],
    /// Which tasks come with it.
    pub(super) tasks: usize,
    /// Ways in which its days can be.
    pub(super) days: [&'static [&'static [Part]]; 2],
    /// Folder word and camera suffix of its files.
    pub(super) raw: &'static str,
}

/// India marries from November to February and in spring, the Emirates while it is cool.
const WEDDINGS: [[u32; 12]; 2] =
    [[9, 10, 5, 7, 9, 3, 1, 1, 2, 4, 10, 10], [10, 10, 8, 5, 2, 1, 1, 1, 2, 5, 9, 10]];
const OUTDOORS: [[u32; 12]; 2] =
    [[9, 9, 6, 4, 3, 1, 1, 1, 2, 6, 9, 10], [10, 10, 8, 4, 2, 1, 1, 1, 2, 6, 10, 10]];

use Venue::{Hall, Home, Outdoors, Rite, Studio};

const WEDDING_BLR: &[&[Part]] = &[
    &[
        part("Haldi", 0, 10, 3, Home),
        part("Sangeet", 0, 18, 4, Hall),
        part("Wedding", 1, 6, 6, Rite),
        part("Reception", 1, 18, 4, Hall),
    ],
    &[part("Mehendi", 0, 15, 4, Home), part("Muhurtham", 1, 5, 5, Rite), part("Reception", 1, 19, 4, Hall)],
    &[part("Wedding", 0, 7, 6, Rite), part("Reception", 0, 18, 4, Hall)],
];
const WEDDING_DXB: &[&[Part]] = &[
    &[part("Henna night", 0, 19, 4, Home), part("Wedding", 1, 18, 6, Hall)],
    &[part("Katb el-Kitab", 0, 17, 3, Rite), part("Reception", 0, 20, 4, Hall)],
    &[part("Ceremony", 0, 16, 3, Rite), part("Dinner", 0, 19, 5, Hall), part("Brunch", 1, 11, 3, Hall)],
];

/// Every kind; the numbers are those in [`Life::kind`].
pub(super) static KINDS: [Kind; 12] = [
    Kind {
        word: "wedding",
        label: "Wedding",
        lead: (45, 260),
        edit: (25, 45),
        season: Some(WEDDINGS),
        on_days_off: true,
        offers: [&[CLASSIC, CLASSIC, GRAND], &[CLASSIC, GRAND]],
        tasks: WEDDING_TASKS,
        days: [WEDDING_BLR, WEDDING_DXB],
        raw: "ARW",
    },
    Kind {
        word: "engagement",
        label: "Engagement",
        lead: (14, 70),
        edit: (10, 20),
        season: Some(WEDDINGS),
        on_days_off: true,
        offers: [&[ENGAGEMENT], &[ENGAGEMENT]],
        tasks: PORTRAIT_TASKS,
        days: [&[&[part("Engagement", 0, 11, 5, Hall)]], &[&[part("Engagement", 0, 18, 5, Home)]]],
        raw: "ARW",
    },
    Kind {
        word: "pre_wedding",
        label: "Pre-wedding",
        lead: (10, 60),
        edit: (8, 16),
        season: Some(OUTDOORS),
        on_days_off: false,
        offers: [&[ENGAGEMENT], &[DESERT]],
        tasks: PORTRAIT_TASKS,
        days: [
            &[&[part("Sunrise", 0, 6, 3, Outdoors), part("City walk", 0, 16, 3, Outdoors)]],
            &[&[part("Desert at sunset", 0, 15, 4, Outdoors)]],
        ],
        raw: "ARW",
    },
    Kind {
        word: "newborn",
        label: "Newborn",
        lead: (7, 40),
        edit: (6, 12),
        season: None,
        on_days_off: false,
        offers: [&[NEWBORN], &[NEWBORN]],
        tasks: PORTRAIT_TASKS,
        days: [&[&[part("Session", 0, 10, 2, Studio)]], &[&[part("Session", 0, 10, 2, Home)]]],
        raw: "CR3",
    },
    Kind {
        word: "maternity",
        label: "Maternity",
        lead: (5, 25),
        edit: (5, 12),
        season: None,
        on_days_off: false,
        offers: [&[PORTRAIT, NEWBORN], &[PORTRAIT, NEWBORN]],
        tasks: PORTRAIT_TASKS,
        days: [&[&[part("Session", 0, 11, 2, Studio)]], &[&[part("Session", 0, 16, 2, Outdoors)]]],
        raw: "CR3",
    },
    Kind {
        word: "family",
        label: "Family portrait",
        lead: (4, 30),
        edit: (4, 10),
        season: None,
        on_days_off: true,
        offers: [&[NEWBORN, PORTRAIT], &[NEWBORN, PORTRAIT]],
        tasks: PORTRAIT_TASKS,
        days: [&[&[part("Session", 0, 10, 2, Studio)]], &[&[part("Session", 0, 16, 2, Outdoors)]]],
        raw: "CR3",
    },
    Kind {
        word: "portrait",
        label: "Portrait",
        lead: (2, 18),
        edit: (3, 8),
        season: None,
        on_days_off: false,
        offers: [&[PORTRAIT, HERITAGE], &[PORTRAIT]],
        tasks: PORTRAIT_TASKS,
        days: [&[&[part("Session", 0, 15, 1, Studio)]], &[&[part("Session", 0, 17, 1, Studio)]]],
        raw: "CR3",
    },
    Kind {
        word: "corporate",
        label: "Headshots",
        lead: (5, 30),
        edit: (3, 8),
        season: None,
        on_days_off: false,
        offers: [&[HEADSHOTS], &[HEADSHOTS]],
        tasks: BUSINESS_TASKS,
        days: [&[&[part("Headshots", 0, 10, 6, Home)]], &[&[part("Headshots", 0, 9, 6, Home)]]],
        raw: "CR3",
    },
    Kind {
        word: "product",
        label: "Product pictures",
        lead: (4, 25),
        edit: (4, 12),
        season: None,
        on_days_off: false,
        offers: [&[PRODUCT], &[PRODUCT]],
        tasks: BUSINESS_TASKS,
        days: [&[&[part("Table top", 0, 10, 7, Studio)]], &[&[part("Table top", 0, 10, 7, Studio)]]],
        raw: "CR3",
    },
    Kind {
        word: "film",
        label: "Brand film",
        lead: (15, 75),
        edit: (12, 30),
        season: None,
        on_days_off: false,
        offers: [&[BRAND], &[BRAND]],
        tasks: BUSINESS_TASKS,
        days: [
            &[
                &[part("Studio day", 0, 8, 9, Studio), part("Location day", 1, 6, 9, Outdoors)],
                &[part("Studio day", 0, 8, 10, Studio)],
            ],
            &[&[part("Studio day", 0, 8, 9, Studio), part("Location day", 1, 15, 5, Outdoors)]],
        ],
        raw: "MP4",
    },
    Kind {
        word: "event",
        label: "Event",
        lead: (6, 60),
        edit: (2, 5),
        season: None,
        on_days_off: false,
        offers: [&[COVERAGE], &[COVERAGE]],
        tasks: BUSINESS_TASKS,
        days: [&[&[part("Coverage", 0, 10, 8, Hall)]], &[&[part("Coverage", 0, 14, 8, Hall)]]],
        raw: "ARW",
    },
    Kind {
        word: "birthday",
        label: "Birthday",
        lead: (7, 45),
        edit: (4, 9),
        season: None,
        on_days_off: true,
        offers: [&[COVERAGE, NEWBORN], &[COVERAGE]],
        tasks: PORTRAIT_TASKS,
        days: [&[&[part("Party", 0, 17, 4, Hall)]], &[&[part("Party", 0, 16, 4, Home)]]],
        raw: "ARW",
    },
];

/// What brings somebody to a studio.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Life {
    /// Two who marry.
    Couple,
    /// Parents.
    Family,
    /// One person.
    Single,
    /// A business.
    Business,
}

impl Life {
    /// Every one, with how often it comes among a hundred.
    pub(super) const ALL: [(Self, u32); 4] =
        [(Self::Couple, 46), (Self::Family, 24), (Self::Single, 14), (Self::Business, 16)];

    /// Kinds of the first project, the second, and any later one; one comes as often as it stands here.
    const fn kinds(self) -> [&'static [usize]; 3] {
        match self {
            Self::Couple => [&[0, 0, 0, 2, 1], &[0, 1, 2, 4], &[3, 4, 5]],
            Self::Family => [&[3, 4, 5, 11], &[5, 11, 3], &[5, 11]],
            Self::Single => [&[6, 6, 11], &[6], &[6]],
            Self::Business => [&[7, 8, 9, 10], &[7, 8, 9, 10, 10], &[8, 10]],
        }
    }

    /// Which kinds the project could be of that is the client's n-th, from 0.
    pub(super) fn kind(self, nth: usize) -> &'static [usize] {
        self.kinds()[nth.min(2)]
    }
}
