use super::*;

fn stock() -> Stock {
    let texts = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    let asset = |kind: &str, id: &str, label: &str| {
        Preferred::One(kind.to_owned(), Preference { id: id.to_owned(), label: label.to_owned() })
    };
    Stock {
        types: texts(&["camera", "light", "space", "human", "Jib"]),
        skills: texts(&["lead photographer", "second shooter", "drone"]),
        preferred: [
            ("Sony A7iii #1".to_owned(), asset("camera", "ast_1", "Sony A7iii #1")),
            ("Studio A".to_owned(), asset("space", "ast_2", "Studio A")),
            ("Rahul".to_owned(), asset("human", "ast_3", "Rahul")),
            ("A7".to_owned(), Preferred::Several(texts(&["A7 (SN-1)", "A7 (SN-2)"]))),
            ("ast_9".to_owned(), Preferred::None(texts(&["Sony A7iii #1"]))),
        ]
        .into(),
    }
}

fn json(text: &str) -> String {
    read(text, &Hooks::default(), &stock()).unwrap().to_json().unwrap_or_default()
}

#[test]
fn lines_mean_hooks() {
    let camera = |qty: u32| format!(r#"[{{"kind":"asset","type":"camera","qty":{qty}}}]"#);
    for two in ["camera x2", "Camera ×2", "camera x 2", "2 camera", "2x camera", "2 x camera", "camera X२"]
    {
        assert_eq!(json(two), camera(2), "{two}");
    }
    assert_eq!(json("camera\n\n"), camera(1));
    assert_eq!(json("JIB"), r#"[{"kind":"asset","type":"Jib","qty":1}]"#);
    assert_eq!(json("Lead  Photographer"), r#"[{"kind":"human","skill":"lead photographer","qty":1}]"#);
    assert_eq!(json("person: drone x2"), r#"[{"kind":"human","skill":"drone","qty":2}]"#);
    let preferred = r#"[{"kind":"asset","type":"camera","qty":2,"prefer":"ast_1"}]"#;
    for text in [
        "camera x2, prefer Sony A7iii #1",
        "camera x2 Prefer Sony A7iii #1",
        "camera x2\nprefer Sony A7iii #1",
    ] {
        assert_eq!(json(text), preferred, "{text}");
    }
    assert_eq!(json("prefer Studio A"), r#"[{"kind":"asset","type":"space","qty":1,"prefer":"ast_2"}]"#);
    assert_eq!(
        json("lead photographer\nprefer Rahul"),
        r#"[{"kind":"human","skill":"lead photographer","qty":1,"prefer":"ast_3"}]"#
    );
    assert_eq!(json(""), "");
}

#[test]
fn what_names_nothing_is_refused_with_the_nearest() {
    let table = [
        ("camra x2", "line 1: nobody is “camra” and no asset is of that type; the nearest is camera"),
        (
            "camera\nlens",
            "line 2: there is no lens in the inventory; there is camera, light, space, human, Jib, lead photographer, second shooter, drone",
        ),
        (
            "lead fotographer",
            "line 1: nobody is “lead fotographer” and no asset is of that type; the nearest is lead photographer",
        ),
        (
            "person: camera",
            "line 1: nobody is “camera” and no asset is of that type; there is camera, light, space, human, Jib, lead photographer, second shooter, drone",
        ),
        ("camera, prefer ast_9", "line 1: no asset is called “ast_9”; there is Sony A7iii #1"),
        ("prefer A7", "line 1: several assets are called “A7”; write one of: A7 (SN-1), A7 (SN-2)"),
        ("prefer nothing known", "line 1: no asset is called “nothing known”"),
        ("camera, prefer Studio A", "line 1: Studio A is no camera: its type is space"),
        ("camera x0", "line 1: how many? write a number from 1 to 99, e.g. camera x2"),
        ("100 camera", "line 1: how many? write a number from 1 to 99, e.g. camera x2"),
        ("x2", "line 1: write what is needed, e.g. camera x2 or lead photographer"),
        ("{\"kind\":\"asset\"}", "line 1: keep what another program wrote as it was, or take the line out"),
    ];
    for (text, error) in table {
        assert_eq!(read(text, &Hooks::default(), &stock()).unwrap_err(), error, "{text}");
    }
    let empty = read("camera", &Hooks::default(), &Stock::default()).unwrap_err();
    assert_eq!(empty, "line 1: there is no camera in the inventory: it is empty");
    let many = "camera\n".repeat(MAX_HOOKS + 1);
    assert!(read(&many, &Hooks::default(), &stock()).unwrap_err().starts_with("at most 50"));
    assert_eq!(preferences("camera, prefer Studio A\nlight\nprefer A7"), ["Studio A", "A7"]);
}

#[test]
fn stored_hooks_keep_what_we_do_not_know() {
    let stored = r#"[{"kind":"asset","type":"camera","lens":"50mm"},{"kind":"vehicle","seats":7},{"kind":"human","skill":"astrologer","qty":1},{"kind":"asset","type":"lens","qty":"2"}]"#;
    let hooks = Hooks::parse(Some(stored));
    let text = hooks.text();
    assert_eq!(text, "camera\n{\"kind\":\"vehicle\",\"seats\":7}\nastrologer\nlens x2");
    assert_eq!(read(&text, &hooks, &stock()).unwrap(), hooks, "what nothing answers to may stay");
    assert_eq!(hooks.to_json().as_deref(), Some(stored));
    assert_eq!(hooks.unmet(&stock()), ["astrologer", "lens x2"]);
    let more = read(&text.replace("camera", "camera x3, prefer Sony A7iii #1"), &hooks, &stock()).unwrap();
    assert!(
        more.to_json()
            .unwrap()
            .starts_with(r#"[{"kind":"asset","type":"camera","lens":"50mm","qty":3,"prefer":"ast_1"}"#),
        "{more:?}"
    );
    for odd in [
        "[broken",
        "7",
        "[7,null]",
        r#"{"kind":"asset","type":"camera"}"#,
        r#"[{"kind":"asset","type":"camera","qty":-1}]"#,
    ] {
        let hooks = Hooks::parse(Some(odd));
        assert_eq!(read(&hooks.text(), &hooks, &stock()).unwrap(), hooks, "{odd}");
    }
}

#[test]
fn skills_are_found_in_metadata() {
    let table: [(Option<&str>, &[&str]); 5] = [
        (Some(r#"{"skills":["lead photographer","drone"]}"#), &["lead photographer", "drone"]),
        (Some(r#"{"skill":"editor","role":"second shooter"}"#), &["editor", "second shooter"]),
        (Some(r#"{"skills":"editor"}"#), &["editor"]),
        (Some("broken"), &[]),
        (None, &[]),
    ];
    for (metadata, skills) in table {
        assert_eq!(skills_of(metadata), skills, "{metadata:?}");
    }
}
