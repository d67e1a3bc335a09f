//! What people write over the columns of their address books, in several languages and the exports of well-known
//! programs.

use crate::domain::client::fields;

/// What a column can be taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// A field of a client (see `domain::client::fields`).
    Field(&'static str),
    /// The first name: part of the name.
    GivenName,
    /// The last name: part of the name.
    FamilyName,
    /// A part of the address, in the order of its lines.
    AddressPart(u8),
    /// When they became a client.
    Created,
}

impl Target {
    /// The name that `--map` takes and the summary shows.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Field(field) => field,
            Self::GivenName => "given_name",
            Self::FamilyName => "family_name",
            Self::AddressPart(1) => "postcode",
            Self::AddressPart(2) => "state",
            Self::AddressPart(3) => "country",
            Self::AddressPart(_) => "address",
            Self::Created => "created",
        }
    }

    /// Every target that can be named.
    pub fn all() -> impl Iterator<Item = Self> {
        let others = [
            Self::GivenName,
            Self::FamilyName,
            Self::AddressPart(1),
            Self::AddressPart(2),
            Self::AddressPart(3),
            Self::Created,
        ];
        // A column holds a name or phone of somebody, not which record that is; and a state in words of its own, which
        // stands in the address.
        let fields = crate::domain::client::text::KINDS.iter().map(|(name, _)| *name);
        fields
            .filter(|field| ![fields::REFERRED_BY, fields::STATE].contains(field))
            .map(Self::Field)
            .chain(others)
    }

    /// The target of a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let name = name.trim().to_lowercase().replace([' ', '-'], "_");
        Self::all().find(|target| target.name() == name)
    }
}

/// Headings by target, folded and without spaces and signs; of one target, those come first that say it best.
const HEADINGS: [(Target, &str); 25] = [
    (
        Target::Field(fields::NAME),
        "name fullname clientname customername contactname displayname client customer contact \
         nameofclient nameofcustomer person partyname accountname ledgername fn naam nombre \
         nombrecompleto cliente nom nomcomplet nome nomecompleto kunde kundenname имя фио клиент नाम \
         ग्राहक 姓名 名前 氏名 客户 الاسم 이름",
    ),
    (Target::GivenName, "firstname givenname forename vorname prenom first 名"),
    (
        Target::FamilyName,
        "lastname familyname surname nachname apellido apellidos sobrenome cognome nomdefamille фамилия \
         last 姓",
    ),
    (
        Target::Field(fields::PHONE),
        "mobile mobilephone mobileno mobilenumber cellphone cell cellno phone phoneno phonenumber \
         phone1value phone1 primaryphone contactno contactnumber contactphone telephone telephoneno \
         telephonenumber tel telno whatsapp whatsappno whatsappnumber mob mobno ph phno number handy \
         mobil mobilnummer telefon telefonnummer telefono celular movil telefoon telefone portable \
         cellulare телефон номер फोन फ़ोन मोबाइल 电话 手机 電話 電話番号 携帯 الهاتف الجوال 전화 homephone \
         businessphone workphone phone2value phone2",
    ),
    (
        Target::Field(fields::ALT_PHONE),
        "altphone alternatephone alternativephone secondphone secondaryphone otherphone alternatemobile \
         alternatenumber altmobile landline phone3value",
    ),
    (
        Target::Field(fields::EMAIL),
        "email emailaddress mail mailaddress emailid mailid email1value primaryemail contactemail correo \
         correoelectronico courriel почта 邮箱 メール ईमेल البريد 이메일",
    ),
    (
        Target::Field(fields::TAGS),
        "tags tag labels label categories category groups group groupmembership keywords",
    ),
    (
        Target::Field(fields::BUSINESS),
        "businessname business company companyname organization organisation organization1name \
         organizationname org firm firmname firma empresa entreprise societe azienda компания 公司 会社",
    ),
    (
        Target::Field(fields::GSTIN),
        "gstin gst gstno gstnumber gstinuin gstinno gstinnumber taxnumber taxid vat vatnumber vatno vatid \
         trn ustid nif cif",
    ),
    (
        Target::Field(fields::ADDRESS),
        "address streetaddress street address1 addressline1 address1street address1formatted \
         postaladdress billingaddress homeaddress homestreet fulladdress direccion adresse strasse \
         endereco indirizzo адрес पता 地址 住所 العنوان 주소",
    ),
    (Target::AddressPart(0), "address2 addressline2 street2 address3 addressline3 area locality"),
    (
        Target::Field(fields::CITY),
        "city town cityname address1city homecity place ciudad ville stadt ort cidade citta город शहर 城市 \
         市 المدينه 도시",
    ),
    (
        Target::AddressPart(1),
        "postcode zip zipcode pincode pin postalcode plz postleitzahl codigopostal codepostal cep cap \
         homepostalcode address1postalcode индекс",
    ),
    (Target::AddressPart(2), "state province region homestate address1region bundesland provincia"),
    (Target::AddressPart(3), "country countryname homecountry address1country land pais pays"),
    (
        Target::Field(fields::BIRTHDAY),
        "birthday birthdate dateofbirth dob bday born bornon birth dateborn birthdaydate geburtstag geburtsdatum fechadenacimiento \
         cumpleanos datedenaissance nascimento датарождения 生日",
    ),
    (
        Target::Field(fields::ANNIVERSARY),
        "anniversary weddinganniversary anniversarydate weddingdate dateofmarriage jahrestag",
    ),
    (Target::Field(fields::LANGUAGE), "language lang preferredlanguage idioma langue sprache"),
    (
        Target::Field(fields::MARKETING),
        "marketingok marketing newsletter optin marketingconsent emailoptin subscribed",
    ),
    (Target::Field(fields::FOLLOW_UP), "followup followupat followupdate nextcontact callback"),
    (Target::Field(fields::PAYMENT_DAYS), "paymentdays creditdays paymentterms termsdays creditperiod"),
    (Target::Field(fields::CREDIT_LIMIT), "creditlimit creditamount limit"),
    (
        Target::Field(fields::NOTES),
        "notes note remarks remark comments comment description notas notizen bemerkung remarques \
         observaciones примечание 备注 टिप्पणी",
    ),
    (
        Target::Created,
        "created createdat createdon createdtime creationdate datecreated dateadded addedon clientsince \
         customersince since registered registeredon joined joinedon signupdate",
    ),
    (Target::Field(fields::EMAIL), "email2value secondaryemail otheremail"),
];

/// What a heading is taken for, and how well it says it: 0 is best.
pub(super) fn target_of(heading: &str) -> Option<(Target, usize)> {
    let bare = bare(heading);
    HEADINGS.iter().find_map(|(target, words)| {
        let rank = words.split(' ').position(|word| word == bare)?;
        Some((*target, rank))
    })
}

/// A heading without case, accents, spaces and signs: "E-mail Address" → `emailaddress`.
pub(super) fn bare(heading: &str) -> String {
    let folded = crate::domain::fold::fold(heading);
    let is_mark = |c: char| !c.is_alphanumeric() && c.is_ascii();
    folded.chars().filter(|c| !c.is_whitespace() && !is_mark(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_understood_however_they_are_written() {
        for (heading, name) in [
            ("Name", "name"),
            ("Client Name", "name"),
            ("FULL_NAME", "name"),
            ("नाम", "name"),
            ("Имя", "name"),
            ("First Name", "given_name"),
            ("Apellidos", "family_name"),
            ("Mobile No.", "phone"),
            ("Phone 1 - Value", "phone"),
            ("Teléfono", "phone"),
            ("WhatsApp #", "phone"),
            ("E-mail", "email"),
            ("E-mail 1 - Value", "email"),
            ("GST No.", "gstin"),
            ("Date of Birth", "birthday"),
            ("PIN Code", "postcode"),
            ("Straße", "address"),
            ("Customer since", "created"),
            ("follow_up", "follow_up"),
        ] {
            assert_eq!(target_of(heading).map(|(target, _)| target.name()), Some(name), "{heading}");
        }
        for heading in ["", "id", "total_spend", "Phonetic", "98450 12345"] {
            assert_eq!(target_of(heading), None, "{heading}");
        }
    }

    #[test]
    fn every_field_that_is_exported_is_understood() {
        for target in Target::all() {
            assert_eq!(target_of(target.name()).map(|(found, _)| found), Some(target), "{}", target.name());
            assert_eq!(Target::parse(target.name()), Some(target));
        }
        assert_eq!(Target::parse("Alt Phone"), Some(Target::Field("alt_phone")));
        assert_eq!(Target::parse("referred_by"), None);
    }

    #[test]
    fn no_word_stands_twice() {
        let mut words: Vec<&str> = HEADINGS.iter().flat_map(|(_, words)| words.split(' ')).collect();
        words.sort_unstable();
        let twice: Vec<_> = words.windows(2).filter(|pair| pair[0] == pair[1]).collect();
        assert!(twice.is_empty(), "{twice:?}");
    }

    #[test]
    fn words_are_written_as_they_are_looked_for() {
        for word in HEADINGS.iter().flat_map(|(_, words)| words.split(' ')) {
            assert_eq!(bare(word), word);
        }
    }
}
