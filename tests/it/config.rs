//! The configuration file, the environment and the flags.

use std::collections::HashMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use studiovault::config::{Config, Dirs, Flags, LogLevel, Settings, StartTab, ThemeChoice, parse};

fn messages(text: &str) -> Vec<String> {
    match parse(text) {
        Ok(config) => panic!("{text:?} was accepted: {config:?}"),
        Err(faults) => faults
            .into_iter()
            .map(|fault| format!("{}: {}", fault.line.unwrap_or(0), fault.message))
            .collect(),
    }
}

fn dirs(home: &Path) -> Dirs {
    Dirs {
        home: home.to_owned(),
        config: home.join("config"),
        data: home.join("data"),
        state: home.join("state"),
    }
}

fn load(flags: &Flags, env: &[(&str, &str)], dirs: Option<Dirs>) -> Result<Settings, String> {
    let env: HashMap<String, OsString> =
        env.iter().map(|(name, value)| ((*name).to_owned(), OsString::from(value))).collect();
    Settings::load(flags, &|name| env.get(name).cloned(), dirs).map_err(|error| error.to_string())
}

#[test]
fn the_example_equals_the_defaults() {
    assert_eq!(parse(&Config::example()), Ok(Config::default()));
    super::docs::check_generated("config.example.toml", &Config::example());
}

#[test]
fn an_empty_file_is_the_defaults() {
    assert_eq!(parse(""), Ok(Config::default()));
    assert_eq!(parse("[keys]\n"), Ok(Config::default()));
}

#[test]
fn every_fault_is_shown_with_its_line_and_the_nearest_key() {
    let text =
        "thme = \"dark\"\nlog = 3\nstart_tab = \"client\"\nzzz = 1\n[keys]\n\"clients.merge\" = \"m\"\n";
    let shown = messages(text);
    assert_eq!(shown.len(), 5, "{shown:#?}");
    assert_eq!(shown[0], "1: there is no key `thme`; did you mean `theme`?");
    assert_eq!(shown[1], "2: `log` must be off, error, warn, info, debug or trace; it is the number 3");
    assert!(shown[2].starts_with("3: `start_tab` must be calendar, clients"), "{}", shown[2]);
    assert!(shown[2].ends_with("it is \"client\"; did you mean \"clients\"?"), "{}", shown[2]);
    assert!(shown[3].starts_with("4: there is no key `zzz`; the keys are database, theme,"), "{}", shown[3]);
    assert!(shown[4].starts_with("6: `clients.merge` must be a list of keys"), "{}", shown[4]);
}

#[test]
fn broken_toml_names_the_line_and_does_not_hide_other_faults() {
    let shown = messages("theme = \nlogg = \"info\"\n");
    assert!(shown.iter().any(|line| line.starts_with("1: this is no TOML")), "{shown:#?}");
    assert!(shown.iter().any(|line| line.contains("did you mean `log`")), "{shown:#?}");
    assert!(messages("theme = \"dark\"\ntheme = \"mono\"\n")[0].starts_with("2: "));
}

#[test]
fn key_overrides_may_be_written_with_or_without_quotes() {
    let quoted = parse("[keys]\n\"clients.merge\" = [\"m\", \"ctrl-g\"]\n");
    let bare = parse("[keys]\nclients.merge = [\"m\", \"ctrl-g\"]\n");
    let key = quoted.as_ref().map(|config| config.keys[0].clone());
    let key = key.unwrap_or_else(|faults| panic!("{faults:?}"));
    assert_eq!((key.action.as_str(), key.line), ("clients.merge", 2));
    assert_eq!(key.keys, ["m", "ctrl-g"]);
    assert_eq!(quoted, bare);
}

#[test]
fn flags_win_over_environment_over_file_over_defaults() {
    let home = tempfile::tempdir().expect("a temporary directory");
    let usual = dirs(home.path());
    let none = Flags::default();

    let defaults = load(&none, &[], Some(usual.clone())).expect("defaults");
    assert_eq!(defaults.database, home.path().join("data/studio.db"));
    assert_eq!(defaults.log_file, Some(home.path().join("state/studiovault.log")));

    std::fs::create_dir_all(&usual.config).expect("a folder");
    std::fs::write(
        usual.config.join("config.toml"),
        "database = \"~/vault.db\"\ntheme = \"light\"\nstart_tab = \"audit\"\nlog = \"off\"\n",
    )
    .expect("a file");
    let file = load(&none, &[], Some(usual.clone())).expect("file");
    assert_eq!(file.database, home.path().join("vault.db"));
    assert_eq!((file.theme, file.log, file.start_tab), (ThemeChoice::Light, LogLevel::Off, StartTab::Audit));

    let env = [
        ("STUDIOVAULT_DB", "env.db"),
        ("STUDIOVAULT_THEME", "mono"),
        ("STUDIOVAULT_LOG", "debug"),
        ("STUDIOVAULT_CONFIG", ""),
    ];
    let from_env = load(&none, &env, Some(usual.clone())).expect("environment");
    assert_eq!(from_env.database, PathBuf::from("env.db"));
    assert_eq!((from_env.theme, from_env.log), (ThemeChoice::Mono, LogLevel::Debug));

    let flags = Flags { database: Some("flag.db".into()), config: None };
    assert_eq!(load(&flags, &env, Some(usual)).expect("flags").database, PathBuf::from("flag.db"));
}

#[test]
fn a_relative_database_starts_at_the_folder_of_the_file() {
    let home = tempfile::tempdir().expect("a temporary directory");
    let file = home.path().join("mine.toml");
    std::fs::write(&file, "database = \"books/studio.db\"\n").expect("a file");
    let named = file.to_string_lossy().into_owned();
    let settings = load(&Flags::default(), &[("STUDIOVAULT_CONFIG", &named)], None).expect("named file");
    assert_eq!(settings.database, home.path().join("books/studio.db"));
}

#[test]
fn bad_files_get_clear_words() {
    let home = tempfile::tempdir().expect("a temporary directory");
    let named = |path: PathBuf| Flags { config: Some(path), database: None };
    let wrong = |path: PathBuf| load(&named(path), &[], None).expect_err("a fault");

    assert!(wrong(home.path().join("none.toml")).contains("there is no such configuration file"));
    assert!(wrong(home.path().to_owned()).contains("this is a folder"));

    let binary = home.path().join("binary.toml");
    std::fs::write(&binary, b"theme = \"dark\"\n\xff\xfe\n").expect("a file");
    assert!(wrong(binary).contains("binary.toml:2: this is not UTF-8 text"));

    let huge = home.path().join("huge.toml");
    std::fs::write(&huge, "#".repeat((1 << 20) + 1)).expect("a file");
    assert!(wrong(huge).contains("larger than any configuration file"));
}

#[test]
fn bad_environment_and_a_missing_home_get_clear_words() {
    let wrong = load(&Flags::default(), &[("STUDIOVAULT_THEME", "pink"), ("STUDIOVAULT_LOG", "loud")], None);
    let wrong = wrong.expect_err("faults");
    let words = "STUDIOVAULT_THEME must be auto, dark, light, high-contrast or mono; it is `pink`";
    assert!(wrong.contains(words), "{wrong}");
    assert!(wrong.contains("STUDIOVAULT_LOG must be"), "{wrong}");
    assert!(wrong.contains("there is no home directory to keep the database in"), "{wrong}");
}
