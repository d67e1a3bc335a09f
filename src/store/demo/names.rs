//! What the people of the demo are called, in the scripts that they write themselves.

use super::calendar::Place;
use super::chance::Chance;

/// People who write their names alike.
struct Culture {
    /// How many of a hundred clients in Bengaluru and in Dubai.
    share: [u32; 2],
    /// The language that they are written to in: a key of the client form.
    language: &'static str,
    /// How a given and a family name are put together.
    order: Order,
    given: &'static [&'static str],
    family: &'static [&'static str],
    /// Where their phone is registered when it is not one of the branch's country.
    abroad: Option<Abroad>,
}

#[derive(Clone, Copy)]
enum Order {
    GivenFamily,
    FamilyGiven,
    /// As the Chinese: no space between them.
    Joined,
}

/// Mobile numbers of a country: the calling code, the digits that they start with, and how many follow.
#[derive(Clone, Copy)]
pub(super) struct Abroad {
    pub(super) calling: &'static str,
    pub(super) start: &'static str,
    pub(super) rest: u32,
}

const CULTURES: [Culture; 11] = [
    Culture {
        share: [52, 26],
        language: "en",
        order: Order::GivenFamily,
        given: &[
            "Aarav",
            "Aditi",
            "Akash",
            "Ananya",
            "Anil",
            "Arjun",
            "Bhavana",
            "Chetan",
            "Deepa",
            "Dhruv",
            "Divya",
            "Farhan",
            "Gayatri",
            "Harish",
            "Ishaan",
            "Jyoti",
            "Karthik",
            "Kavya",
            "Lakshmi",
            "Manoj",
            "Meera",
            "Mohan",
            "Nandini",
            "Neha",
            "Nikhil",
            "Pallavi",
            "Pooja",
            "Pranav",
            "Priya",
            "Rahul",
            "Ramya",
            "Rohan",
            "Sahana",
            "Sandeep",
            "Shreya",
            "Siddharth",
            "Sneha",
            "Suresh",
            "Swathi",
            "Tejas",
            "Usha",
            "Varun",
            "Vidya",
            "Vikram",
            "Yash",
            "Zara",
        ],
        family: &[
            "Acharya",
            "Agarwal",
            "Bhat",
            "Chandrasekhar",
            "Chatterjee",
            "D'Souza",
            "Das",
            "Desai",
            "Fernandes",
            "Gowda",
            "Gupta",
            "Hegde",
            "Iyer",
            "Iyengar",
            "Jain",
            "Joshi",
            "Kamath",
            "Khan",
            "Kulkarni",
            "Kumar",
            "Mehta",
            "Menon",
            "Mukherjee",
            "Murthy",
            "Nair",
            "Naidu",
            "Pai",
            "Patel",
            "Pillai",
            "Prabhu",
            "Rao",
            "Reddy",
            "Shah",
            "Sharma",
            "Shenoy",
            "Shetty",
            "Singh",
            "Sridhar",
            "Srinivasan",
            "Varma",
            "Venkatesh",
        ],
        abroad: None,
    },
    Culture {
        share: [13, 3],
        language: "hi",
        order: Order::GivenFamily,
        given: &[
            "आरव",
            "अनन्या",
            "प्रिया",
            "राहुल",
            "सुनीता",
            "विकास",
            "दीपक",
            "कविता",
            "मोहन",
            "राधा",
            "श्रेया",
            "अर्जुन",
            "नेहा",
            "रोहित",
            "पूजा",
            "संजय",
            "अंजलि",
            "मनीष",
        ],
        family: &[
            "शर्मा",
            "पटेल",
            "सिंह",
            "गुप्ता",
            "वर्मा",
            "यादव",
            "मिश्रा",
            "जोशी",
            "चौहान",
            "त्रिपाठी",
            "अग्रवाल",
            "मेहता",
        ],
        abroad: None,
    },
    Culture {
        share: [13, 1],
        language: "kn",
        order: Order::GivenFamily,
        given: &[
            "ರವಿ",
            "ಲಕ್ಷ್ಮಿ",
            "ಮಂಜುನಾಥ",
            "ಕಾವ್ಯ",
            "ಪ್ರಕಾಶ್",
            "ಸುಮಾ",
            "ಚೈತ್ರಾ",
            "ನಾಗೇಶ್",
            "ದಿವ್ಯಾ",
            "ಕಿರಣ್",
            "ಶ್ವೇತಾ",
            "ಗಣೇಶ್",
        ],
        family: &["ಗೌಡ", "ಶೆಟ್ಟಿ", "ಹೆಗಡೆ", "ರಾವ್", "ಭಟ್", "ಮೂರ್ತಿ", "ಪಾಟೀಲ್", "ಕುಲಕರ್ಣಿ", "ನಾಯಕ್", "ಆಚಾರ್ಯ"],
        abroad: None,
    },
    Culture {
        share: [8, 2],
        language: "ta",
        order: Order::GivenFamily,
        given: &["முருகன்", "லட்சுமி", "கவிதா", "செல்வம்", "அருண்", "மீனா", "கார்த்திக்", "தமிழ்ச்செல்வி", "சரவணன்", "பிரியா"],
        family: &["சுப்ரமணியன்", "ராஜா", "குமார்", "நடராஜன்", "கிருஷ்ணன்", "பாண்டியன்", "வேலு"],
        abroad: None,
    },
    Culture {
        share: [2, 22],
        language: "ar",
        order: Order::GivenFamily,
        given: &[
            "محمد",
            "أحمد",
            "فاطمة",
            "عائشة",
            "خالد",
            "ليلى",
            "يوسف",
            "مريم",
            "عمر",
            "نور",
            "سارة",
            "زينب",
            "سلطان",
            "هند",
            "راشد",
            "شيخة",
        ],
        family: &[
            "المنصوري",
            "الأحمد",
            "العلي",
            "إبراهيم",
            "الخطيب",
            "السيد",
            "القحطاني",
            "النجار",
            "الهاشمي",
            "الكتبي",
            "الفلاسي",
            "حداد",
        ],
        abroad: Some(Abroad { calling: "966", start: "50", rest: 7 }),
    },
    Culture {
        share: [2, 12],
        language: "en",
        order: Order::GivenFamily,
        given: &[
            "Amina", "Bilal", "Dana", "Fahad", "Hala", "Hassan", "Huda", "Karim", "Lina", "Maha", "Nadia",
            "Omar", "Rania", "Salma", "Tariq", "Yasmin",
        ],
        family: &[
            "Al Falasi",
            "Al Hashimi",
            "Al Mazrouei",
            "Al Suwaidi",
            "Barakat",
            "El Masri",
            "Farouk",
            "Haddad",
            "Khoury",
            "Mansour",
            "Nasser",
            "Saleh",
            "Siddiqui",
        ],
        abroad: Some(Abroad { calling: "20", start: "100", rest: 7 }),
    },
    Culture {
        share: [2, 8],
        language: "zh",
        order: Order::Joined,
        given: &[
            "伟", "芳", "秀英", "敏", "静", "丽", "强", "磊", "洋", "艳", "子涵", "梓萱", "浩然", "一诺",
            "明", "雪",
        ],
        family: &["王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "林", "欧阳", "司马"],
        abroad: Some(Abroad { calling: "86", start: "138", rest: 8 }),
    },
    Culture {
        share: [3, 10],
        language: "en",
        order: Order::GivenFamily,
        given: &[
            "Alice",
            "Amelia",
            "Charlotte",
            "Daniel",
            "Eleanor",
            "George",
            "Hannah",
            "Jack",
            "James",
            "Niamh",
            "Oliver",
            "Rhys",
            "Seán",
            "Sophie",
            "Thomas",
            "Zoë",
        ],
        family: &[
            "Baker",
            "Clarke",
            "Evans",
            "Fitzgerald",
            "Hughes",
            "MacLeod",
            "Murphy",
            "O'Connor",
            "Okafor",
            "Price",
            "Smith-Jones",
            "Taylor",
            "Walsh",
            "Wright",
        ],
        abroad: Some(Abroad { calling: "44", start: "7400", rest: 6 }),
    },
    Culture {
        share: [1, 9],
        language: "en",
        order: Order::GivenFamily,
        given: &[
            "Althea",
            "Angelo",
            "Bea",
            "Carlo",
            "Christine",
            "Jasmine",
            "Jericho",
            "Jose Maria",
            "Maricel",
            "Paolo",
            "Rosa",
            "Wendell",
        ],
        family: &[
            "Bautista",
            "Cruz",
            "Dela Cruz",
            "Garcia",
            "Mendoza",
            "Peña",
            "Ramos",
            "Reyes",
            "Santos",
            "Villanueva",
        ],
        abroad: Some(Abroad { calling: "63", start: "917", rest: 7 }),
    },
    Culture {
        share: [2, 4],
        language: "fr",
        order: Order::GivenFamily,
        given: &[
            "Aurélie",
            "Benoît",
            "Chloé",
            "Éloïse",
            "François",
            "Inès",
            "Jérôme",
            "Léa",
            "Maëlle",
            "Noël",
        ],
        family: &["Besançon", "Dubois", "Gauthier", "Lefèvre", "Léger", "Mercier", "Rémy"],
        abroad: Some(Abroad { calling: "33", start: "612", rest: 6 }),
    },
    Culture {
        share: [2, 3],
        language: "en",
        order: Order::FamilyGiven,
        given: &["Minh Anh", "Quỳnh", "Đức", "Thảo", "Ngọc", "Phúc", "Bảo Châu"],
        family: &["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng"],
        abroad: Some(Abroad { calling: "84", start: "912", rest: 6 }),
    },
];

/// A person of the demo.
pub(super) struct Name {
    /// In full.
    pub(super) full: String,
    /// What friends say.
    pub(super) given: &'static str,
    /// The family.
    pub(super) family: &'static str,
    /// Key of the language to write in.
    pub(super) language: &'static str,
    /// Where the phone is from, for those who have not taken a local one.
    pub(super) abroad: Option<Abroad>,
    culture: usize,
}

impl Name {
    /// Somebody who could walk into a branch.
    pub(super) fn draw(chance: &mut Chance, place: Place) -> Self {
        let culture = chance.weighted(CULTURES.iter().map(|c| c.share[place.no()]));
        let of = &CULTURES[culture];
        let (given, family) = (*chance.pick(of.given), *chance.pick(of.family));
        let full = match of.order {
            Order::Joined => format!("{family}{given}"),
            Order::FamilyGiven => format!("{family} {given}"),
            Order::GivenFamily if of.language == "en" && chance.percent(12) => {
                let middle = char::from(b'A' + u8::try_from(chance.below(20)).unwrap_or(0));
                format!("{given} {middle}. {family}")
            }
            Order::GivenFamily => format!("{given} {family}"),
        };
        Self { full, given, family, language: of.language, abroad: of.abroad, culture }
    }

    /// Somebody who could be this person's match: what a couple's project is called after.
    pub(super) fn partner(&self, chance: &mut Chance) -> &'static str {
        let given = CULTURES[self.culture].given;
        let at = chance.place(given.len());
        if given[at] == self.given { given[(at + 1) % given.len()] } else { given[at] }
    }
}

/// Businesses: what stands around a family name.
const BUSINESSES: [(&str, &str); 12] = [
    ("", " & Sons Jewellers"),
    ("", " Constructions"),
    ("", " Hospitality"),
    ("", " Foods"),
    ("Studio ", " Interiors"),
    ("", " Textiles"),
    ("", " Events"),
    ("Hotel ", " Palace"),
    ("", " Properties"),
    ("", " Motors"),
    ("Atelier ", ""),
    ("", " Learning"),
];

/// The name of a business that a family runs.
pub(super) fn business(chance: &mut Chance, family: &str) -> String {
    let (before, after) = chance.pick(&BUSINESSES);
    format!("{before}{family}{after}")
}

/// A name as an e-mail address has it: ASCII letters and dots; empty when nothing of the name is left.
pub(super) fn mailbox(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in crate::domain::fold::fold(name).chars() {
        match c {
            'a'..='z' => out.push(c),
            ' ' if !out.is_empty() && !out.ends_with('.') => out.push('.'),
            _ => {}
        }
    }
    out.trim_end_matches('.').to_owned()
}
