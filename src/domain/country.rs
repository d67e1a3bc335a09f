//! Countries: code, name, currency, usual time zone.
//!
//! Source: ISO 3166-1, ISO 4217 and the IANA time zone database (`zone.tab`). Names are the usual English short
//! names.

use super::fold;
use super::money::Currency;
use serde::{Deserialize, Serialize};

/// An ISO 3166-1 alpha-2 code, e.g. `IN`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CountryCode([u8; 2]);

impl CountryCode {
    /// A country from two capital letters.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        let bytes: [u8; 2] = code.as_bytes().try_into().ok()?;
        bytes.iter().all(u8::is_ascii_uppercase).then_some(Self(bytes))
    }

    /// A country from a literal; anything but two capital letters stops the build.
    const fn literal(code: &[u8; 2]) -> Self {
        assert!(code[0].is_ascii_uppercase() && code[1].is_ascii_uppercase());
        Self(*code)
    }

    /// The code.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("ZZ")
    }
}

impl TryFrom<String> for CountryCode {
    type Error = String;
    fn try_from(code: String) -> Result<Self, String> {
        Self::from_code(&code).ok_or_else(|| format!("{code} is no country code of two capital letters"))
    }
}

impl From<CountryCode> for String {
    fn from(country: CountryCode) -> Self {
        country.code().to_owned()
    }
}

impl std::fmt::Display for CountryCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

/// What onboarding proposes for a country.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Country {
    /// The code.
    pub code: CountryCode,
    /// The usual English short name.
    pub name: &'static str,
    /// What it pays in.
    pub currency: Currency,
    /// Other words that people look for it by, separated by spaces; often none.
    also: &'static str,
    /// The time zones, the most populous first, with former names that systems still report.
    zones: &'static [&'static str],
}

impl Country {
    /// Every country that we know, by English name. Others can be used, but nothing is proposed for them.
    #[must_use]
    pub fn all() -> &'static [Self] {
        ALL
    }

    /// The country of a code.
    #[must_use]
    pub fn by_code(code: CountryCode) -> Option<&'static Self> {
        ALL.iter().find(|country| country.code == code)
    }

    /// The IANA time zone where most of its people live, e.g. `Asia/Kolkata`.
    #[must_use]
    pub fn zone(&self) -> &'static str {
        self.zones.first().copied().unwrap_or("UTC")
    }

    /// Its larger time zones, the most populous first.
    #[must_use]
    pub fn zones(&self) -> &'static [&'static str] {
        self.zones
    }

    /// Countries for what was typed, best first: the code itself, then names that start like it, then names with a
    /// word (or another name's word, such as UAE) that does. Case and marks do not matter; nothing typed gives all.
    #[must_use]
    pub fn search(text: &str) -> Vec<&'static Self> {
        let typed = fold::fold(text);
        let mut hits: Vec<(u8, &Self)> = ALL.iter().filter_map(|c| Some((c.rank(&typed)?, c))).collect();
        hits.sort_by_key(|(rank, _)| *rank);
        hits.into_iter().map(|(_, country)| country).collect()
    }

    fn rank(&self, typed: &str) -> Option<u8> {
        let name = fold::fold(self.name);
        let starts = |words: &str| fold::words(words).iter().any(|word| word.starts_with(typed));
        if self.code.code().eq_ignore_ascii_case(typed) {
            Some(0)
        } else if name.starts_with(typed) {
            Some(1)
        } else if starts(&name) || name.contains(&format!(" {typed}")) || starts(&fold::fold(self.also)) {
            Some(2)
        } else {
            None
        }
    }
}

/// The country that a machine is likely in: the one that uses the time zone, else the region of the locale
/// (`en_IN.UTF-8`, `pt-BR`, `sr_RS@latin`). A zone that names no single country (`UTC`) says nothing.
#[must_use]
pub fn guess_from_locale(lang: &str, zone: Option<&str>) -> Option<&'static Country> {
    zone.and_then(by_zone).or_else(|| Country::by_code(region(lang)?))
}

fn by_zone(zone: &str) -> Option<&'static Country> {
    let zone = zone.trim_start_matches(':');
    ALL.iter().find(|country| country.zones.contains(&zone))
}

fn region(lang: &str) -> Option<CountryCode> {
    let tag = lang.split(['.', '@']).next()?;
    tag.split(['_', '-']).skip(1).find_map(|part| CountryCode::from_code(&part.to_ascii_uppercase()))
}

const fn row(
    code: &[u8; 2],
    name: &'static str,
    also: &'static str,
    currency: &[u8; 3],
    zones: &'static [&'static str],
) -> Country {
    Country { code: CountryCode::literal(code), name, currency: Currency::literal(currency), also, zones }
}

const ALL: &[Country] = &[
    row(b"AF", "Afghanistan", "", b"AFN", &["Asia/Kabul"]),
    row(b"AL", "Albania", "", b"ALL", &["Europe/Tirane"]),
    row(b"DZ", "Algeria", "", b"DZD", &["Africa/Algiers"]),
    row(b"AO", "Angola", "", b"AOA", &["Africa/Luanda"]),
    row(
        b"AR",
        "Argentina",
        "",
        b"ARS",
        &[
            "America/Argentina/Buenos_Aires",
            "America/Buenos_Aires",
            "America/Argentina/Cordoba",
            "America/Argentina/Mendoza",
            "America/Argentina/Salta",
            "America/Argentina/Tucuman",
        ],
    ),
    row(b"AM", "Armenia", "", b"AMD", &["Asia/Yerevan"]),
    row(
        b"AU",
        "Australia",
        "",
        b"AUD",
        &[
            "Australia/Sydney",
            "Australia/Melbourne",
            "Australia/Brisbane",
            "Australia/Perth",
            "Australia/Adelaide",
            "Australia/Hobart",
            "Australia/Darwin",
        ],
    ),
    row(b"AT", "Austria", "Österreich", b"EUR", &["Europe/Vienna"]),
    row(b"AZ", "Azerbaijan", "", b"AZN", &["Asia/Baku"]),
    row(b"BS", "Bahamas", "", b"BSD", &["America/Nassau"]),
    row(b"BH", "Bahrain", "", b"BHD", &["Asia/Bahrain"]),
    row(b"BD", "Bangladesh", "", b"BDT", &["Asia/Dhaka", "Asia/Dacca"]),
    row(b"BY", "Belarus", "", b"BYN", &["Europe/Minsk"]),
    row(b"BE", "Belgium", "", b"EUR", &["Europe/Brussels"]),
    row(b"BZ", "Belize", "", b"BZD", &["America/Belize"]),
    row(b"BT", "Bhutan", "", b"BTN", &["Asia/Thimphu", "Asia/Thimbu"]),
    row(b"BO", "Bolivia", "", b"BOB", &["America/La_Paz"]),
    row(b"BA", "Bosnia and Herzegovina", "", b"BAM", &["Europe/Sarajevo"]),
    row(b"BW", "Botswana", "", b"BWP", &["Africa/Gaborone"]),
    row(
        b"BR",
        "Brazil",
        "Brasil",
        b"BRL",
        &[
            "America/Sao_Paulo",
            "America/Bahia",
            "America/Fortaleza",
            "America/Recife",
            "America/Manaus",
            "America/Belem",
            "America/Cuiaba",
            "America/Campo_Grande",
            "America/Maceio",
            "America/Porto_Velho",
            "America/Rio_Branco",
            "America/Boa_Vista",
        ],
    ),
    row(b"BN", "Brunei", "", b"BND", &["Asia/Brunei"]),
    row(b"BG", "Bulgaria", "", b"EUR", &["Europe/Sofia"]),
    row(b"KH", "Cambodia", "", b"KHR", &["Asia/Phnom_Penh"]),
    row(b"CM", "Cameroon", "", b"XAF", &["Africa/Douala"]),
    row(
        b"CA",
        "Canada",
        "",
        b"CAD",
        &[
            "America/Toronto",
            "America/Vancouver",
            "America/Edmonton",
            "America/Winnipeg",
            "America/Halifax",
            "America/Regina",
            "America/St_Johns",
            "America/Montreal",
        ],
    ),
    row(b"CL", "Chile", "", b"CLP", &["America/Santiago", "America/Punta_Arenas"]),
    row(b"CN", "China", "", b"CNY", &["Asia/Shanghai", "Asia/Urumqi"]),
    row(b"CO", "Colombia", "", b"COP", &["America/Bogota"]),
    row(
        b"CD",
        "Congo (Democratic Republic)",
        "DRC Kinshasa",
        b"CDF",
        &["Africa/Kinshasa", "Africa/Lubumbashi"],
    ),
    row(b"CR", "Costa Rica", "", b"CRC", &["America/Costa_Rica"]),
    row(b"CI", "Côte d’Ivoire", "Ivory Coast", b"XOF", &["Africa/Abidjan"]),
    row(b"HR", "Croatia", "", b"EUR", &["Europe/Zagreb"]),
    row(b"CU", "Cuba", "", b"CUP", &["America/Havana"]),
    row(b"CY", "Cyprus", "", b"EUR", &["Asia/Nicosia", "Asia/Famagusta"]),
    row(b"CZ", "Czechia", "Czech Republic", b"CZK", &["Europe/Prague"]),
    row(b"DK", "Denmark", "", b"DKK", &["Europe/Copenhagen"]),
    row(b"DO", "Dominican Republic", "", b"DOP", &["America/Santo_Domingo"]),
    row(b"EC", "Ecuador", "", b"USD", &["America/Guayaquil"]),
    row(b"EG", "Egypt", "", b"EGP", &["Africa/Cairo"]),
    row(b"SV", "El Salvador", "", b"USD", &["America/El_Salvador"]),
    row(b"EE", "Estonia", "", b"EUR", &["Europe/Tallinn"]),
    row(b"ET", "Ethiopia", "", b"ETB", &["Africa/Addis_Ababa"]),
    row(b"FJ", "Fiji", "", b"FJD", &["Pacific/Fiji"]),
    row(b"FI", "Finland", "Suomi", b"EUR", &["Europe/Helsinki"]),
    row(b"FR", "France", "", b"EUR", &["Europe/Paris"]),
    row(b"GE", "Georgia", "", b"GEL", &["Asia/Tbilisi"]),
    row(b"DE", "Germany", "Deutschland", b"EUR", &["Europe/Berlin", "Europe/Busingen"]),
    row(b"GH", "Ghana", "", b"GHS", &["Africa/Accra"]),
    row(b"GR", "Greece", "", b"EUR", &["Europe/Athens"]),
    row(b"GT", "Guatemala", "", b"GTQ", &["America/Guatemala"]),
    row(b"GY", "Guyana", "", b"GYD", &["America/Guyana"]),
    row(b"HN", "Honduras", "", b"HNL", &["America/Tegucigalpa"]),
    row(b"HK", "Hong Kong", "", b"HKD", &["Asia/Hong_Kong"]),
    row(b"HU", "Hungary", "", b"HUF", &["Europe/Budapest"]),
    row(b"IS", "Iceland", "", b"ISK", &["Atlantic/Reykjavik"]),
    row(b"IN", "India", "Bharat", b"INR", &["Asia/Kolkata", "Asia/Calcutta"]),
    row(
        b"ID",
        "Indonesia",
        "Bali",
        b"IDR",
        &["Asia/Jakarta", "Asia/Makassar", "Asia/Ujung_Pandang", "Asia/Jayapura", "Asia/Pontianak"],
    ),
    row(b"IR", "Iran", "", b"IRR", &["Asia/Tehran"]),
    row(b"IQ", "Iraq", "", b"IQD", &["Asia/Baghdad"]),
    row(b"IE", "Ireland", "", b"EUR", &["Europe/Dublin"]),
    row(b"IL", "Israel", "", b"ILS", &["Asia/Jerusalem", "Asia/Tel_Aviv"]),
    row(b"IT", "Italy", "Italia", b"EUR", &["Europe/Rome"]),
    row(b"JM", "Jamaica", "", b"JMD", &["America/Jamaica"]),
    row(b"JP", "Japan", "", b"JPY", &["Asia/Tokyo"]),
    row(b"JO", "Jordan", "", b"JOD", &["Asia/Amman"]),
    row(
        b"KZ",
        "Kazakhstan",
        "",
        b"KZT",
        &["Asia/Almaty", "Asia/Qyzylorda", "Asia/Aqtobe", "Asia/Aqtau", "Asia/Atyrau", "Asia/Oral"],
    ),
    row(b"KE", "Kenya", "", b"KES", &["Africa/Nairobi"]),
    row(b"KW", "Kuwait", "", b"KWD", &["Asia/Kuwait"]),
    row(b"KG", "Kyrgyzstan", "", b"KGS", &["Asia/Bishkek"]),
    row(b"LA", "Laos", "", b"LAK", &["Asia/Vientiane"]),
    row(b"LV", "Latvia", "", b"EUR", &["Europe/Riga"]),
    row(b"LB", "Lebanon", "", b"LBP", &["Asia/Beirut"]),
    row(b"LY", "Libya", "", b"LYD", &["Africa/Tripoli"]),
    row(b"LI", "Liechtenstein", "", b"CHF", &["Europe/Vaduz"]),
    row(b"LT", "Lithuania", "", b"EUR", &["Europe/Vilnius"]),
    row(b"LU", "Luxembourg", "", b"EUR", &["Europe/Luxembourg"]),
    row(b"MO", "Macau", "Macao", b"MOP", &["Asia/Macau", "Asia/Macao"]),
    row(b"MG", "Madagascar", "", b"MGA", &["Indian/Antananarivo"]),
    row(b"MW", "Malawi", "", b"MWK", &["Africa/Blantyre"]),
    row(b"MY", "Malaysia", "", b"MYR", &["Asia/Kuala_Lumpur", "Asia/Kuching"]),
    row(b"MV", "Maldives", "", b"MVR", &["Indian/Maldives"]),
    row(b"MT", "Malta", "", b"EUR", &["Europe/Malta"]),
    row(b"MU", "Mauritius", "", b"MUR", &["Indian/Mauritius"]),
    row(
        b"MX",
        "Mexico",
        "México",
        b"MXN",
        &[
            "America/Mexico_City",
            "America/Monterrey",
            "America/Tijuana",
            "America/Cancun",
            "America/Merida",
            "America/Chihuahua",
            "America/Hermosillo",
            "America/Mazatlan",
            "America/Ciudad_Juarez",
        ],
    ),
    row(b"MD", "Moldova", "", b"MDL", &["Europe/Chisinau"]),
    row(b"MC", "Monaco", "", b"EUR", &["Europe/Monaco"]),
    row(b"MN", "Mongolia", "", b"MNT", &["Asia/Ulaanbaatar", "Asia/Hovd"]),
    row(b"ME", "Montenegro", "", b"EUR", &["Europe/Podgorica"]),
    row(b"MA", "Morocco", "", b"MAD", &["Africa/Casablanca"]),
    row(b"MZ", "Mozambique", "", b"MZN", &["Africa/Maputo"]),
    row(b"MM", "Myanmar", "Burma", b"MMK", &["Asia/Yangon", "Asia/Rangoon"]),
    row(b"NA", "Namibia", "", b"NAD", &["Africa/Windhoek"]),
    row(b"NP", "Nepal", "", b"NPR", &["Asia/Kathmandu", "Asia/Katmandu"]),
    row(b"NL", "Netherlands", "Holland", b"EUR", &["Europe/Amsterdam"]),
    row(b"NZ", "New Zealand", "", b"NZD", &["Pacific/Auckland", "Pacific/Chatham"]),
    row(b"NI", "Nicaragua", "", b"NIO", &["America/Managua"]),
    row(b"NG", "Nigeria", "", b"NGN", &["Africa/Lagos"]),
    row(b"MK", "North Macedonia", "", b"MKD", &["Europe/Skopje"]),
    row(b"NO", "Norway", "", b"NOK", &["Europe/Oslo"]),
    row(b"OM", "Oman", "", b"OMR", &["Asia/Muscat"]),
    row(b"PK", "Pakistan", "", b"PKR", &["Asia/Karachi"]),
    row(b"PS", "Palestine", "", b"ILS", &["Asia/Hebron", "Asia/Gaza"]),
    row(b"PA", "Panama", "", b"USD", &["America/Panama"]),
    row(b"PG", "Papua New Guinea", "", b"PGK", &["Pacific/Port_Moresby"]),
    row(b"PY", "Paraguay", "", b"PYG", &["America/Asuncion"]),
    row(b"PE", "Peru", "Perú", b"PEN", &["America/Lima"]),
    row(b"PH", "Philippines", "", b"PHP", &["Asia/Manila"]),
    row(b"PL", "Poland", "Polska", b"PLN", &["Europe/Warsaw"]),
    row(b"PT", "Portugal", "", b"EUR", &["Europe/Lisbon", "Atlantic/Madeira", "Atlantic/Azores"]),
    row(b"PR", "Puerto Rico", "", b"USD", &["America/Puerto_Rico"]),
    row(b"QA", "Qatar", "", b"QAR", &["Asia/Qatar"]),
    row(b"RO", "Romania", "", b"RON", &["Europe/Bucharest"]),
    row(
        b"RU",
        "Russia",
        "",
        b"RUB",
        &[
            "Europe/Moscow",
            "Asia/Yekaterinburg",
            "Asia/Novosibirsk",
            "Europe/Samara",
            "Asia/Krasnoyarsk",
            "Asia/Omsk",
            "Asia/Vladivostok",
            "Asia/Irkutsk",
            "Europe/Kaliningrad",
            "Asia/Yakutsk",
        ],
    ),
    row(b"RW", "Rwanda", "", b"RWF", &["Africa/Kigali"]),
    row(b"SA", "Saudi Arabia", "KSA", b"SAR", &["Asia/Riyadh"]),
    row(b"SN", "Senegal", "", b"XOF", &["Africa/Dakar"]),
    row(b"RS", "Serbia", "", b"RSD", &["Europe/Belgrade"]),
    row(b"SC", "Seychelles", "", b"SCR", &["Indian/Mahe"]),
    row(b"SG", "Singapore", "", b"SGD", &["Asia/Singapore", "Singapore"]),
    row(b"SK", "Slovakia", "", b"EUR", &["Europe/Bratislava"]),
    row(b"SI", "Slovenia", "", b"EUR", &["Europe/Ljubljana"]),
    row(b"ZA", "South Africa", "", b"ZAR", &["Africa/Johannesburg"]),
    row(b"KR", "South Korea", "Korea Republic", b"KRW", &["Asia/Seoul"]),
    row(b"ES", "Spain", "España", b"EUR", &["Europe/Madrid", "Atlantic/Canary", "Africa/Ceuta"]),
    row(b"LK", "Sri Lanka", "Ceylon", b"LKR", &["Asia/Colombo"]),
    row(b"SD", "Sudan", "", b"SDG", &["Africa/Khartoum"]),
    row(b"SE", "Sweden", "", b"SEK", &["Europe/Stockholm"]),
    row(b"CH", "Switzerland", "Schweiz Suisse", b"CHF", &["Europe/Zurich"]),
    row(b"SY", "Syria", "", b"SYP", &["Asia/Damascus"]),
    row(b"TW", "Taiwan", "", b"TWD", &["Asia/Taipei"]),
    row(b"TJ", "Tajikistan", "", b"TJS", &["Asia/Dushanbe"]),
    row(b"TZ", "Tanzania", "", b"TZS", &["Africa/Dar_es_Salaam"]),
    row(b"TH", "Thailand", "", b"THB", &["Asia/Bangkok"]),
    row(b"TL", "Timor-Leste", "East Timor", b"USD", &["Asia/Dili"]),
    row(b"TT", "Trinidad and Tobago", "", b"TTD", &["America/Port_of_Spain"]),
    row(b"TN", "Tunisia", "", b"TND", &["Africa/Tunis"]),
    row(b"TR", "Türkiye", "Turkey", b"TRY", &["Europe/Istanbul", "Asia/Istanbul"]),
    row(b"TM", "Turkmenistan", "", b"TMT", &["Asia/Ashgabat"]),
    row(b"UG", "Uganda", "", b"UGX", &["Africa/Kampala"]),
    row(b"UA", "Ukraine", "", b"UAH", &["Europe/Kyiv", "Europe/Kiev"]),
    row(b"AE", "United Arab Emirates", "UAE Emirates Dubai", b"AED", &["Asia/Dubai"]),
    row(
        b"GB",
        "United Kingdom",
        "UK Great Britain England Scotland Wales",
        b"GBP",
        &["Europe/London", "Europe/Belfast"],
    ),
    row(
        b"US",
        "United States",
        "USA America",
        b"USD",
        &[
            "America/New_York",
            "America/Chicago",
            "America/Denver",
            "America/Los_Angeles",
            "America/Phoenix",
            "America/Detroit",
            "America/Indiana/Indianapolis",
            "America/Boise",
            "America/Anchorage",
            "Pacific/Honolulu",
        ],
    ),
    row(b"UY", "Uruguay", "", b"UYU", &["America/Montevideo"]),
    row(b"UZ", "Uzbekistan", "", b"UZS", &["Asia/Tashkent", "Asia/Samarkand"]),
    row(b"VE", "Venezuela", "", b"VES", &["America/Caracas"]),
    row(b"VN", "Vietnam", "", b"VND", &["Asia/Ho_Chi_Minh", "Asia/Saigon"]),
    row(b"YE", "Yemen", "", b"YER", &["Asia/Aden"]),
    row(b"ZM", "Zambia", "", b"ZMW", &["Africa/Lusaka"]),
    row(b"ZW", "Zimbabwe", "", b"ZWG", &["Africa/Harare"]),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn codes(hits: &[&Country]) -> Vec<String> {
        hits.iter().map(|c| c.code.to_string()).collect()
    }

    #[test]
    fn the_table_is_sound() {
        let unique = |all: Vec<&str>| all.len() == all.iter().collect::<BTreeSet<_>>().len();
        assert!(unique(ALL.iter().map(|c| c.code.code()).collect()));
        assert!(unique(ALL.iter().map(|c| c.name).collect()));
        assert!(unique(ALL.iter().flat_map(|c| c.zones).copied().collect()));
        let names: Vec<String> = ALL.iter().map(|c| fold::fold(c.name)).collect();
        assert!(names.is_sorted());
    }

    #[test]
    fn every_zone_exists() {
        for zone in ALL.iter().flat_map(|c| c.zones) {
            assert!(jiff::tz::TimeZone::get(zone).is_ok(), "{zone}");
        }
    }

    #[test]
    fn finds_by_code_and_words() {
        assert_eq!(codes(&Country::search("in"))[..2], ["IN", "ID"]);
        assert_eq!(codes(&Country::search("united"))[..], ["AE", "GB", "US"]);
        assert_eq!(codes(&Country::search("united k")), ["GB"]);
        assert_eq!(codes(&Country::search("UAE")), ["AE"]);
        assert_eq!(codes(&Country::search("zealand")), ["NZ"]);
        assert_eq!(codes(&Country::search("turkiye")), ["TR"]);
        assert_eq!(codes(&Country::search("cote d'i")), ["CI"]);
        assert_eq!(Country::search("").len(), ALL.len());
        assert!(Country::search("atlantis").is_empty());
    }

    #[test]
    fn guesses_where_a_machine_is() {
        let guess = |lang, zone| guess_from_locale(lang, zone).map(|c| c.code.to_string());
        assert_eq!(guess("en_US.UTF-8", Some("Asia/Kolkata")).as_deref(), Some("IN"));
        assert_eq!(guess("C.UTF-8", Some("Asia/Calcutta")).as_deref(), Some("IN"));
        assert_eq!(guess("en_IN.UTF-8", None).as_deref(), Some("IN"));
        assert_eq!(guess("en_IN", Some("UTC")).as_deref(), Some("IN"));
        assert_eq!(guess("zh-Hant-TW", Some("Etc/GMT-8")).as_deref(), Some("TW"));
        assert_eq!(guess("sr_RS@latin", None).as_deref(), Some("RS"));
        assert_eq!(guess("en", None), None);
        assert_eq!(guess("", Some("")), None);
    }

    #[test]
    fn proposes_money_and_zone() {
        let country = |code| Country::by_code(CountryCode::from_code(code).unwrap()).unwrap();
        assert_eq!((country("IN").currency.code(), country("IN").zone()), ("INR", "Asia/Kolkata"));
        assert_eq!(country("JP").currency.exponent(), 0);
        assert_eq!(country("KW").currency.exponent(), 3);
        assert!(Country::by_code(CountryCode::from_code("ZZ").unwrap()).is_none());
    }
}
