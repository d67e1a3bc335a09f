//! What people of the demo write.

/// Notes on clients, dated.
pub(super) const NOTES: [&str; 18] = [
    "Prefers calls after 18:00.",
    "Asked for prints on fine art paper, 12×18.",
    "Sister of a former bride; wants the same team.",
    "Allergic to lilies: none on set. 🌸",
    "Very particular about skin tones, show proofs on a calibrated screen.",
    "Grandmother cannot climb stairs, family picture on the ground floor.",
    "Pays by bank transfer only, needs the invoice first.",
    "Budget is fixed; offer Classic, not Grand.",
    "Loved the gallery! 🎉 Would recommend us to colleagues.",
    "ದಯವಿಟ್ಟು ಕನ್ನಡದಲ್ಲಿ ಮಾತನಾಡಿ.",
    "शादी का ऐल्बम हिंदी में चाहिए।",
    "திருமண நாள் காலை 5 மணிக்கு.",
    "يفضّل التواصل عبر واتساب.",
    "请用中文发送合同。",
    "Two dogs will be in the pictures 🐶🐶, bring treats.",
    "No pictures of the children online.",
    "Wants raw files; told them they are not included.",
    "Second phone is the mother's.",
];

/// Messages in a project's thread, from the inquiry on.
pub(super) const FIRST_MESSAGES: [&str; 10] = [
    "They asked what the package includes and whether the date is free.",
    "Called back: nice people, want to come by on Saturday.",
    "Sent the portfolio of last season.",
    "They compare us with two others, decision by the end of the week.",
    "Asked for a quote with and without the film.",
    "हल्दी घर पर होगी, समय बाद में बताएंगे।",
    "ಮದುವೆ ಮನೆಯ ವಿಳಾಸ ಕಳುಹಿಸಿದ್ದಾರೆ.",
    "هل يمكن تصوير الحفل في الهواء الطلق؟",
    "客户想知道能不能用无人机。",
    "Reference pictures are in the folder 📎",
];

/// Messages once it is booked.
pub(super) const LATER_MESSAGES: [&str; 12] = [
    "Contract is signed, advance is announced for tomorrow.",
    "Timings have moved by an hour, call sheet is updated.",
    "Second photographer confirmed.",
    "Parking is only behind the hall, take the small van.",
    "Cards are copied, 2 × 512 GB, all readable.",
    "First selection is up, waiting for hearts ❤️ from the family.",
    "They want the sunset pictures warmer.",
    "Please keep the uncle with the red turban out of the album 😅",
    "Album proof sent, answer expected on Monday.",
    "Hard disk was picked up at the desk.",
    "صور رائعة، شكرًا لكم!",
    "பிரதிகள் அனுப்பப்பட்டன.",
];

/// Why an inquiry did not become a booking.
pub(super) const LOST: [&str; 6] = [
    "went with a friend of the family",
    "the date was taken",
    "too expensive",
    "never answered again",
    "wedding was moved to another city",
    "project of the client was stopped",
];

/// Why a booking was cancelled.
pub(super) const CANCELLED: [&str; 4] =
    ["the wedding was called off", "illness in the family", "the venue closed", "the budget was cut"];

/// Why something went to the trash.
pub(super) const TRASHED: [&str; 4] = ["entered twice", "a test", "spam by e-mail", "wrong branch"];

/// How clients come to ask; one comes as often as it stands here.
pub(super) const SOURCES: [&str; 10] = [
    "referral",
    "referral",
    "referral",
    "instagram",
    "instagram",
    "website",
    "phone",
    "walk_in",
    "google",
    "fair",
];

/// Notes on projects.
pub(super) const BRIEFS: [&str; 7] = [
    "Family of forty, two group pictures.",
    "No flash during the rite.",
    "Film in black and white, pictures in colour.",
    "Groom's side speaks Kannada, bride's side Tamil.",
    "Deliver before the couple flies out ✈️",
    "Ramp and stage are lit by the venue, no stands in the aisle.",
    "Brand colours only: teal and sand.",
];

/// What a walk-in buys: description, in whole rupees and dirhams.
pub(super) const COUNTER: [(&str, [i64; 2]); 6] = [
    ("Passport photographs, 8 prints", [250, 40]),
    ("Visa photograph, digital", [180, 35]),
    ("Print 12×18, matt", [650, 75]),
    ("Frame, teak", [1_450, 160]),
    ("Photo book, 24 pages", [2_900, 290]),
    ("Scan of old pictures, 20", [1_000, 120]),
];

/// What is added to a package: type, description, whole rupees and dirhams.
pub(super) const EXTRAS: [(&str, &str, [i64; 2]); 7] = [
    ("service", "Extra hour", [6_500, 600]),
    ("service", "Drone, half a day", [12_000, 1_100]),
    ("service", "Same-day edit, 3 minutes", [22_000, 1_900]),
    ("service", "Make-up artist", [9_500, 950]),
    ("merch", "Album, 40 pages", [16_500, 1_450]),
    ("merch", "Parents' album, 20 pages", [7_800, 720]),
    ("merch", "Framed print 20×30", [4_200, 390]),
];

/// Tags of clients.
pub(super) const TAGS: [&str; 12] = [
    "vip",
    "wedding",
    "newborn",
    "corporate",
    "repeat",
    "referral",
    "instagram",
    "nri",
    "walk-in",
    "late-payer",
    "album-lover",
    "ಮದುವೆ",
];

/// Where clients of each branch live.
pub(super) const CITIES: [&[&str]; 2] = [
    &["Bengaluru", "Bengaluru", "Bengaluru", "Mysuru", "Hubballi", "Chennai", "ಮಂಗಳೂರು", "Kochi"],
    &["Dubai", "Dubai", "Dubai", "Abu Dhabi", "Sharjah", "دبي", "Ajman"],
];

/// Streets of each branch's city.
pub(super) const STREETS: [&[&str]; 2] = [
    &[
        "12th Main, Indiranagar",
        "5th Cross, Malleshwaram",
        "Church Street",
        "80 Feet Road, Koramangala",
        "Residency Road",
    ],
    &[
        "Al Wasl Road, Jumeirah",
        "Sheikh Zayed Road",
        "Street 14, Al Barsha 2",
        "Marina Walk",
        "Al Maktoum Street, Deira",
    ],
];
