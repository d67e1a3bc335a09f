//! What the user can mean: one table. Names, words, help, default keys and footers all come from it.
//!
//! A default key that two actions of one `Scope`, or of scopes that are active together (`STACKS`), both claim
//! does not compile.

mod group;
mod scope;

pub use group::Group;
pub(crate) use scope::meet;
pub use scope::{STACKS, Scope};

use crate::input::{Key, KeyCode};
use std::fmt;

/// Everything about an action.
#[derive(Clone, Copy, Debug)]
pub struct ActionSpec {
    /// Which.
    pub action: Action,
    /// The stable name that configuration files use, e.g. `clients.merge`.
    pub name: &'static str,
    /// The words that find it in the palette.
    pub title: &'static str,
    /// The word in the footer; empty when it is not worth a place there.
    pub hint: &'static str,
    /// One sentence for the help.
    pub doc: &'static str,
    /// Its heading in the help.
    pub group: Group,
    /// Where it is meant.
    pub scope: Scope,
    /// The keys that it has unless the configuration says otherwise.
    pub keys: &'static [Key],
}

impl Action {
    /// Everything about this action.
    #[must_use]
    pub fn spec(self) -> &'static ActionSpec {
        &ACTIONS[self as usize]
    }

    /// The stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.spec().name
    }

    /// The action of a stable name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        ACTIONS.iter().find(|spec| spec.name == name).map(|spec| spec.action)
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

const fn c(c: char) -> Key {
    Key::char(c)
}
const fn ctrl(c: char) -> Key {
    Key::ctrl(c)
}
const fn f(n: u8) -> Key {
    Key::plain(KeyCode::F(n))
}
const fn shift(code: KeyCode) -> Key {
    Key { code, ctrl: false, alt: false, shift: true }
}
const ENTER: Key = Key::plain(KeyCode::Enter);
const ESC: Key = Key::plain(KeyCode::Esc);
const TAB: Key = Key::plain(KeyCode::Tab);
const BACK_TAB: Key = Key::plain(KeyCode::BackTab);
const UP: Key = Key::plain(KeyCode::Up);
const DOWN: Key = Key::plain(KeyCode::Down);
const LEFT: Key = Key::plain(KeyCode::Left);
const RIGHT: Key = Key::plain(KeyCode::Right);
const HOME: Key = Key::plain(KeyCode::Home);
const END: Key = Key::plain(KeyCode::End);
const PAGE_UP: Key = Key::plain(KeyCode::PageUp);
const PAGE_DOWN: Key = Key::plain(KeyCode::PageDown);

macro_rules! actions {
    ($($scope:ident / $group:ident {
        $($action:ident $name:literal [$($key:expr),*] $hint:literal $title:literal: $doc:literal)*
    })*) => {
        /// What the user can mean.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Action {
            $($(#[doc = $doc] $action,)*)*
        }

        /// Every action, once, in the order of footers and help.
        pub const ACTIONS: &[ActionSpec] = &[$($(ActionSpec {
            action: Action::$action,
            name: $name,
            title: $title,
            hint: $hint,
            doc: $doc,
            group: Group::$group,
            scope: Scope::$scope,
            keys: &[$($key),*],
        },)*)*];
    };
}

actions! {
    List / Lists {
        Open "list.open" [ENTER] "open" "Open": "Opens what is selected."
    }
    Calendar / Calendar {
        NewBooking "calendar.new" [c('n')] "new" "New booking": "Opens the form of a whole booking: client, package, time, and how firmly."
        NextView "calendar.view" [c('v')] "view" "Next view of the calendar": "Shows the calendar as a month, a week, a day, or as the agenda."
        ShowTimeline "calendar.timeline" [c('T')] "timeline" "Timeline": "Shows spaces, people and gear as rows, and when each of them is booked; again goes back."
        CarryBlock "calendar.carry" [c('m')] "move" "Move or stretch": "Takes the selected block up, to be moved or stretched with the keys; what is in the way is shown before anything is saved."
    }
    Grid / Calendar {
        OpenBlock "calendar.open" [ENTER] "open" "Open": "Opens the selected block in full; in a month, the selected day."
    }
    Calendar / Calendar {
        CalendarToday "calendar.today" [c('t')] "today" "Today": "Goes to today, and to what is on now."
        CalendarBack "calendar.back" [c('[')] "" "Step back": "Goes a month, a week or a day back; from the agenda to what is past."
        CalendarOn "calendar.on" [c(']')] "" "Step on": "Goes a month, a week or a day on; from what is past back to the agenda."
        JumpToDate "calendar.jump" [c('J')] "go to" "Go to a date": "Goes to a date as it is typed: 24 dec, tomorrow, in 3 weeks, 2026-12-24."
        NextConflict "calendar.next-conflict" [c('c')] "" "Next conflict": "Goes to the next booking that cannot stay as it is: something of it will not be there, or it is held over another one."
        PrevConflict "calendar.previous-conflict" [c('C')] "" "Previous conflict": "Goes to the booking before that cannot stay as it is."
        BlockProject "calendar.project" [c('o')] "project" "Go to the project": "Shows the project of the selected block; Esc leads back."
        EditBlock "calendar.edit" [c('e')] "edit" "Edit the sub-event": "Opens the form of the selected sub-event; of a project without any, that of the project."
        BlockGear "calendar.gear" [c('a')] "crew, gear" "Crew and gear": "Shows who and what is booked for the project of the selected block, to book more, change it or take it away."
        BlockHistory "calendar.history" [c('H')] "" "History of the project": "Shows who changed what on the project of the selected block, its sub-events and bookings included."
        BlockPapers "calendar.papers" [c('p')] "" "Papers of the block": "Chooses a paper: the call sheet of the selected sub-event, the gear checklist of its project, or a calendar file."
        FindFree "calendar.free" [c('F')] "find free" "Find a free time": "Looks for the first times at which everything that is needed is free."
    }
    Free / Calendar {
        TakeFree "free.take" [ENTER] "choose" "Choose what is free": "Goes to the selected time; of what needs a replacement, gives the booking the selected asset."
    }
    Timeline / Calendar {
        ZoomIn "timeline.closer" [c('+'), c('=')] "closer" "Closer": "Shows less time, and more of it: from a month to two weeks, a week, a day."
        ZoomOut "timeline.farther" [c('-')] "farther" "Farther": "Shows more time: from a day to a week, two weeks, a month."
    }
    Carry / Calendar {
        CarrySave "carry.save" [ENTER] "put here" "Put it here": "Saves the block where it was carried; what cannot be there stays in the hand."
        CarryEndEarlier "carry.end-earlier" [c('<')] "shorter" "Ends earlier": "Lets it end earlier."
        CarryEndLater "carry.end-later" [c('>')] "longer" "Ends later": "Lets it end later."
        CarryPart "carry.part" [TAB] "all or one" "All of it, or one booking": "Carries the whole sub-event with everything that is booked for it, or only this booking."
        CarryExact "carry.exact" [c('e')] "time" "Type the time": "Takes an exact time: 14:00, 14:00-18:00, tomorrow 10:00, fri 9:00 to 12:00."
        CarryStartEarlier "carry.start-earlier" [c(',')] "starts earlier" "Starts earlier": "Lets it start earlier, with the same end."
        CarryStartLater "carry.start-later" [c('.')] "later" "Starts later": "Lets it start later, with the same end."
        CarryDayBack "carry.day-back" [c('H'), shift(KeyCode::Left)] "" "A day back": "Carries it a day back, at the same time; a page up is a week."
        CarryDayOn "carry.day-on" [c('L'), shift(KeyCode::Right)] "" "A day on": "Carries it a day on, at the same time; a page down is a week."
    }
    Clients / Clients {
        NewClient "clients.new" [c('n')] "new" "New client": "Opens the form for a new client."
        EditClient "clients.edit" [c('e')] "edit" "Edit client": "Opens the form of the selected client."
        TagClients "clients.tag" [c('t')] "tags" "Tag clients": "Adds and removes tags on the marked or selected clients."
        AddNote "clients.note" [c('a')] "note" "Add a note": "Notes something on the selected client, dated now."
        MergeClients "clients.merge" [c('m')] "merge" "Merge clients": "Makes two marked clients one, field by field."
        NewProjectFor "clients.project" [c('p')] "project" "New project for this client": "Opens the form of a new project for the selected client."
        ClientHistory "clients.history" [c('H')] "history" "History": "Shows who changed what on this record, and when."
        CopyPhone "clients.copy-phone" [c('y')] "copy" "Copy phone number": "Copies the selected client's phone number."
        ArchiveClients "clients.archive" [c('A')] "" "Archive or restore clients": "Takes the marked or selected clients out of the list, or puts them back."
        UnmergeClients "clients.unmerge" [c('M')] "" "Take a merge back": "Makes two clients again of one that was merged."
        DeleteNote "clients.delete-note" [c('X')] "" "Delete note": "Deletes the selected note; asks first."
        InvoiceClient "clients.invoice" [c('$')] "" "New invoice for this client": "Drafts an invoice for the selected client."
        ImportClients "clients.import" [c('i')] "" "Import clients from a file": "Brings the clients of a file in: a table of a spreadsheet or another program, or address cards."
        ListImports "clients.imports" [c('I')] "" "Imports, and taking one back": "Shows what was imported, and takes one of it back as a whole."
        EraseClient "clients.erase" [c('D')] "" "Erase personal data": "Erases a client's personal data for good; asks for the name."
    }
    Projects / Projects {
        NewProject "projects.new" [c('n')] "new" "New project": "Opens the form for a new project; it starts as an inquiry."
        EditProject "projects.edit" [c('e')] "edit" "Edit project": "Opens the form of the selected project."
        TickLine "projects.tick" [c('x')] "done" "Tick the selected task": "Ticks the task that the selected line of the project's detail is about, or opens it again."
        AddToProject "projects.add" [c('a')] "add" "Add to the project": "Chooses what to add to the selected project: a sub-event and more."
        AdvanceProject "projects.forward" [c('>')] "next status" "Move to the next status": "Moves the selected project one status on; from inquiry it becomes a booking."
        SwitchView "projects.view" [c('v')] "board" "Board or list": "Shows the projects as a board, a column for each status, or as a list again."
        ReturnProject "projects.back" [c('<')] "" "Move to the status before": "Moves the selected project one status back; asks why."
        MoveProject "projects.move" [c('m')] "status" "Move to another status": "Chooses where the selected project goes, among what is legal: also cancels it, and reopens what was cancelled."
        ProjectPapers "projects.papers" [c('p')] "papers" "Papers of the project": "Chooses a paper: the call sheet of a sub-event, the gear checklist, or a calendar file."
        ProjectHistory "projects.history" [c('H')] "history" "History of the project": "Shows who changed what on this project, and when."
        GearOut "projects.out" [c('o')] "" "Check the gear out": "Opens the list of the project's gear, to tick what goes out; of the selected sub-event, if one is."
        GearIn "projects.in" [c('i')] "" "Check the gear in": "Opens the list of what is out for the project, to tick what came back."
        InvoiceProject "projects.invoice" [c('$')] "" "New invoice for this project": "Drafts an invoice of what the selected project's accepted quote or package says, less what was invoiced already."
        DeleteLine "projects.delete-line" [c('X')] "" "Delete the selected line": "Deletes what the selected line of the project's detail is about; asks first."
        RestoreProject "projects.restore" [c('A')] "" "Restore project": "Takes the selected project out of the trash."
        PurgeProject "projects.purge" [] "" "Purge project": "Removes the selected project from the trash for good, when its 30 days are over; asks for its name."
        TrashProject "projects.trash" [c('D')] "" "Throw project away": "Puts the selected project into the trash; asks why. It can be restored for 30 days."
    }
    Invoices / Invoices {
        NewInvoice "invoices.new" [c('n')] "new" "New invoice": "Drafts an invoice: for a client, of a project, a package or an accepted quote, at the counter, or as a copy."
        AddInvoiceLine "invoices.add" [c('a')] "add" "Add a line": "Adds a line to the selected draft: of a package, or free."
        EditInvoice "invoices.edit" [c('e')] "edit" "Edit the draft": "Opens the form of the selected line; on no line, that of discount, due day, place of supply, notes and terms."
        IssueInvoice "invoices.issue" [c('i')] "issue" "Issue the invoice": "Gives the selected draft its number, after a question; from then on nothing of it changes."
        WhyTotal "invoices.why" [c('=')] "why" "Why this total?": "Shows how every amount of the selected invoice came about, to the last minor unit."
        RecordPayment "invoices.pay" [c('r')] "payment" "Record a payment": "Records what was paid of an issued invoice: part of it, all, or more, which is kept as an advance; also tax that was deducted, what is written off, what the bank kept."
        InvoicePayments "invoices.payments" [c('P')] "" "Payments of the invoice": "Chooses among what was paid of the selected invoice, to give money back, or to say how a dispute about it stands."
        CreditInvoice "invoices.credit" [c('c')] "credit" "Credit note": "Takes an issued invoice back, all of it or some of its lines, by a credit note."
        CopyInvoice "invoices.copy" [c('C')] "" "Copy the invoice": "Drafts another invoice with the lines of the selected one."
        OpenInvoiced "invoices.project" [c('o')] "" "Go to what is invoiced": "Shows the project of the selected invoice, else its client."
        InvoiceHistory "invoices.history" [c('H')] "" "History of the invoice": "Shows who changed what on this invoice, and when."
        RemoveInvoiceLine "invoices.remove-line" [c('X')] "" "Remove the line": "Takes the selected line out of the draft."
        VoidInvoice "invoices.void" [c('V')] "" "Void the invoice": "Takes an invoice that was issued by mistake out of the books; asks why, and its number is kept."
        RemoveInvoice "invoices.remove" [c('D')] "" "Throw the draft away": "Removes the selected draft, which has no number yet; asks first."
    }
    Tasks / Tasks {
        NewTask "tasks.new" [c('n')] "new" "New task": "Opens the form for a new task of a project."
        EditTask "tasks.edit" [c('e')] "edit" "Edit task": "Opens the form of the selected task."
        TickTask "tasks.tick" [c('x')] "done" "Tick or open again": "Ticks the selected or marked tasks, or opens them again; in the detail, the selected thing of the checklist."
        TaskProject "tasks.project" [c('o')] "project" "Go to the project": "Shows the project of the selected task."
        TaskTemplates "tasks.templates" [c('T')] "templates" "Task templates": "Goes to the lists of tasks that come again with every project."
        TaskHistory "tasks.history" [c('H')] "history" "History of the task": "Shows who changed what on this task, and when."
        DeleteTask "tasks.delete" [c('D')] "" "Delete task": "Deletes the selected task; asks first."
    }
    TaskTemplates / Tasks {
        NewTaskTemplate "task-templates.new" [c('n')] "new" "New task template": "Opens the form for a new list of tasks."
        EditTaskTemplate "task-templates.edit" [c('e')] "edit" "Edit task template": "Opens the form of the selected template; tasks that came from it stay."
        TaskTemplateHistory "task-templates.history" [c('H')] "history" "History of the task template": "Shows who changed what on this template, and when."
        ArchiveTaskTemplates "task-templates.archive" [c('A')] "" "Archive or restore task templates": "Takes the marked or selected templates out of the list, or puts them back."
    }
    Packages / Packages {
        NewPackage "packages.new" [c('n')] "new" "New package": "Opens the form for a new package."
        EditPackage "packages.edit" [c('e')] "edit" "Edit package": "Opens the form of the selected package."
        ReviewUpdate "packages.review" [c('r')] "update" "Look at the template's update": "Shows what the template changed beside what the branch has, to take over field by field."
        DuplicatePackage "packages.copy" [c('c')] "copy" "Copy package": "Opens the form for a new package that starts as the selected one."
        PackageTemplates "packages.templates" [c('T')] "templates" "Package templates": "Goes to the organization's templates, which are copied to branches."
        PackageHistory "packages.history" [c('H')] "history" "History of the package": "Shows who changed what on this package, and when."
        IgnoreUpdate "packages.ignore" [c('I')] "" "Ignore the template's update": "Leaves the template's newest revision alone; the next one is offered again."
        ArchivePackages "packages.archive" [c('A')] "" "Archive or restore packages": "Takes the marked or selected packages out of the list, or puts them back."
    }
    PackageTemplates / Packages {
        NewPackageTemplate "package-templates.new" [c('n')] "new" "New package template": "Opens the form for a new template of the organization."
        EditPackageTemplate "package-templates.edit" [c('e')] "edit" "Edit package template": "Opens the form of the selected template; saving publishes one more revision."
        CopyPackageTemplate "package-templates.copy" [c('c')] "copy to branches" "Copy template to branches": "Makes packages of the selected template in branches that have none."
        PackageTemplateHistory "package-templates.history" [c('H')] "history" "History of the template": "Shows who changed what on this template, and when."
        ArchivePackageTemplates "package-templates.archive" [c('A')] "" "Archive or restore templates": "Takes the marked or selected templates out of the list, or puts them back; copies stay."
    }
    Inventory / Inventory {
        CheckOut "inventory.out" [c('o')] "check out" "Check out": "Gives the marked or selected gear to somebody."
        CheckIn "inventory.in" [c('i')] "check in" "Check in": "Takes the marked or selected gear back, with the state in which it came."
        NewAsset "inventory.new" [c('n')] "new" "New asset": "Opens the form for a new piece of gear, a space or a person."
        EditAsset "inventory.edit" [c('e')] "edit" "Edit asset": "Opens the form of the selected asset."
        AssetAway "inventory.away" [c('m')] "away" "Maintenance or leave": "Says when the selected asset is away; in the detail, changes or ends the selected time away."
        AssetCondition "inventory.condition" [c('c')] "condition" "Set the condition": "Says how the marked or selected assets are: available, under repair, lost, in transit, retired."
        TransferAssets "inventory.transfer" [c('t')] "transfer" "Transfer or take in": "Sends the marked or selected assets to another branch, takes in what comes from one, or calls back what was sent."
        AssetHistory "inventory.history" [c('H')] "history" "History of the asset": "Shows who changed what on this asset, and when."
        NeedsReplacement "inventory.replace" [c('r')] "replace" "Needs replacement": "Lists what is booked and will not be there, with what could stand in for it."
        WhoHad "inventory.who" [c('W')] "who had it" "Who had it": "Shows who had the selected gear, the last one first, for which project, and in which state it came back."
        Kits "inventory.kits" [c('K')] "kits" "Kits": "Goes to the gear that goes out together."
        ExtendDue "inventory.due" [c('d')] "" "Put the return off": "Says anew when the selected gear is due back."
    }
    Kits / Inventory {
        NewKit "kits.new" [c('n')] "new" "New kit": "Opens the form for a new kit; then its things are named."
        EditKit "kits.edit" [c('e')] "edit" "Edit kit": "Opens the form of the selected kit."
        PackKit "kits.pack" [c('a')] "contents" "Change what is in a kit": "Opens the list of what is in the selected kit, to add and take out."
        CheckOutKit "kits.out" [c('o')] "check out" "Check a kit out": "Gives everything that is in the selected kit to somebody."
        CheckInKit "kits.in" [c('i')] "check in" "Check a kit in": "Takes everything back that is out as a part of the selected kit."
        KitHistory "kits.history" [c('H')] "history" "History of the kit": "Shows who changed what on this kit, and when."
        ArchiveKits "kits.archive" [c('A')] "" "Archive or restore kits": "Takes the marked or selected kits out of the list, or puts them back."
    }
    Outbox / Outbox {
        NewNotification "outbox.new" [c('n')] "record" "Record what was sent": "Opens the form that records what was sent to a client, by which channel and at what cost."
    }
    Detail / Places {
        DetailOpen "detail.open" [ENTER] "open" "Open the entry": "Opens what the selected entry of the detail is about."
    }
    Global / Lists {
        Search "list.search" [c('/')] "search" "Search this list": "Types into the search line of this list."
        Filter "list.filter" [c('f')] "filter" "Filter this list": "Chooses which rows this list shows."
        Sort "list.sort" [c('s')] "sort" "Sort this list": "Chooses the order of this list."
        Mark "list.mark" [c(' ')] "" "Mark": "Marks the selected row, for acts on several; again unmarks it."
    }
    Search / Lists {
        SearchKeep "search.keep" [ENTER] "keep" "Keep the search": "Goes to the hits and keeps the search."
    }
    Form / Forms {
        Save "form.save" [ctrl('s')] "save" "Save the form": "Saves the form, from any field."
        NextField "form.next" [TAB] "next" "Next field": "Goes to the next field."
        PrevField "form.prev" [BACK_TAB] "" "Previous field": "Goes to the field before."
        PickValue "form.pick" [ctrl('o'), f(4)] "pick" "Pick a value": "Opens the field's choices, calendar or picker."
        ResetField "form.reset" [ctrl('z')] "" "Put the field back": "Puts the field back to what it held when the form was opened."
        FormNotice "form.notice" [ctrl('g')] "" "Go to what the notice names": "Opens the record that the form's notice is about."
    }
    Handover / Inventory {
        HandoverGo "handover.go" [ctrl('s')] "go on" "Go on with what is ticked": "Goes on with what is ticked: asks who takes it, takes it back, or packs the kit."
        HandoverTick "handover.tick" [ENTER] "tick" "Tick": "Ticks what has the serial number that was typed or scanned; with nothing typed, the selected thing."
        HandoverAll "handover.all" [f(3)] "all" "Tick everything": "Ticks everything that can be ticked, or nothing."
        HandoverNote "handover.note" [f(2)] "condition" "Note the condition": "Notes in which state the selected thing goes or comes."
        HandoverRepair "handover.repair" [f(5)] "repair" "To be repaired": "Puts the selected thing under repair when it is taken back, or not."
    }
    Picker / Forms {
        Choose "picker.choose" [ENTER] "choose" "Choose": "Takes the selected choice."
    }
    Month / Forms {
        ChooseDay "month.choose" [ENTER] "choose" "Choose this day": "Takes the selected day."
        Today "month.today" [c('t')] "today" "Today": "Goes to today."
    }
    Confirm / Forms {
        Yes "confirm.yes" [c('y')] "yes" "Yes": "Does what the question asks."
        No "confirm.no" [c('n')] "no" "No": "Leaves everything as it is."
    }
    Typed / Forms {
        ConfirmTyped "typed.confirm" [ENTER] "confirm" "Confirm what was typed": "Does what the question asks, if the right word was typed."
    }
    Leave / Forms {
        LeaveSave "leave.save" [c('s')] "save" "Save and close": "Saves the form, then closes it."
        LeaveDiscard "leave.discard" [c('d')] "discard" "Close without saving": "Forgets what was typed."
        LeaveStay "leave.stay" [c('g')] "go on" "Go on typing": "Goes back to the form; Esc does the same."
    }
    Palette / Program {
        RunCommand "palette.run" [ENTER] "run" "Run the command": "Does what the selected command says."
    }
    Find / Lists {
        OpenFound "find.open" [ENTER] "go to" "Go to the hit": "Shows the selected hit in its own tab; Esc leads back."
    }
    Conflict / Choosing {
        TakeTheirs "conflict.theirs" [c('t')] "theirs" "Take theirs": "Takes the value that someone else saved."
        TakeMine "conflict.mine" [c('m')] "mine" "Take mine": "Takes the value that you typed."
        TakeBase "conflict.base" [c('b')] "as it was" "Take it as it was": "Takes the value from before both changes."
        EditMine "conflict.edit" [c('e')] "edit" "Edit the result": "Types another value for this field."
        SaveChosen "conflict.save" [ctrl('s')] "save" "Save what was chosen": "Saves the record with the chosen values."
        TakeAllTheirs "conflict.all-theirs" [c('T')] "" "Take all of theirs": "Takes what someone else saved in every field, and drops your changes."
        TakeAllMine "conflict.all-mine" [c('M')] "" "Take all of mine": "Takes what you typed in the fields that you changed; the others keep theirs."
    }
    Merge / Choosing {
        TakeLeft "merge.left" [c('1')] "left" "Take the left value": "Takes the value of the record that stays."
        TakeRight "merge.right" [c('2')] "right" "Take the right value": "Takes the value of the record that goes."
        TakeBoth "merge.both" [c('3')] "both" "Take both values": "Puts both values together, for tags and notes."
        EditMerged "merge.edit" [c('e')] "edit" "Edit the result": "Types another value for this field."
        SwapSides "merge.swap" [c('x')] "swap" "Swap who stays": "Lets the other record stay."
        SaveMerge "merge.save" [ctrl('s')] "merge" "Merge now": "Makes the two records one, with the chosen values."
    }
    History / Choosing {
        CopyHistory "history.copy" [c('y')] "copy" "Copy the history": "Copies the history of the record as text."
    }
    Paper / Projects {
        CopyPaper "papers.copy" [c('y')] "copy" "Copy the paper": "Copies the whole paper as text."
        WritePaper "papers.write" [ctrl('s')] "save as a file" "Save the paper as a file": "Writes the whole paper into a file that is not there yet."
    }
    Thread / Projects {
        WriteMessage "thread.write" [c('n')] "write" "Write a message": "Opens the form for a message in this thread."
        CopyMessage "thread.copy" [c('y')] "copy" "Copy the message": "Copies the text of the first message that is seen."
    }
    Import / Choosing {
        ImportGoOn "import.go-on" [ctrl('s')] "go on" "Go on with the import": "Checks every row, then imports them; both ask first."
        ImportField "import.field" [ENTER] "field" "Choose the field of a column": "Chooses what the selected column is taken for; 1 to 9 do so for the first columns."
        ImportDuplicates "import.duplicates" [c('d')] "known phones" "What becomes of known phones": "Chooses what becomes of rows whose phone somebody has already."
        ImportPhones "import.phones" [c('p')] "odd phones" "Keep or refuse odd phones": "Keeps phones that no country gives out as typed, or puts their rows aside."
        ImportEncoding "import.encoding" [c('e')] "encoding" "Choose the encoding": "Says which encoding the file has, where the guess is wrong."
        ImportDelimiter "import.separator" [c('s')] "separator" "Choose the separator": "Says what separates the columns, where the guess is wrong."
        ImportHeadings "import.headings" [c('t')] "headings" "First row holds headings": "Says that the first row holds headings, or that it is a client."
        ImportBranch "import.branch" [c('b')] "branch" "Choose the branch of an import": "Chooses into which branch the clients come."
        TakeBackImport "import.take-back" [c('x')] "take back" "Take an import back": "Removes what an import made and puts back what it changed; asks for the file's name."
    }
    Offer / Forms {
        ResumeDraft "offer.resume" [ENTER] "resume" "Resume the form": "Opens the form again as it was left."
        ForgetDraft "offer.forget" [c('x')] "forget" "Forget the form": "Throws away what was typed into the form."
    }
    Move / Moving {
        Up "move.up" [UP, c('k')] "" "Up": "Moves up."
        Down "move.down" [DOWN, c('j')] "" "Down": "Moves down."
        Left "move.left" [LEFT, c('h')] "" "Left": "Moves left; from a detail back to its list."
        Right "move.right" [RIGHT, c('l')] "" "Right": "Moves right; from a list into the detail."
        First "move.first" [c('g'), HOME] "" "First": "Goes to the first one."
        Last "move.last" [c('G'), END] "" "Last": "Goes to the last one."
        PageUp "move.page-up" [PAGE_UP] "" "Page up": "Moves up by a page."
        PageDown "move.page-down" [PAGE_DOWN] "" "Page down": "Moves down by a page."
        HalfUp "move.half-up" [ctrl('u')] "" "Half a page up": "Moves up by half a page."
        HalfDown "move.half-down" [ctrl('d')] "" "Half a page down": "Moves down by half a page."
    }
    Global / Places {
        OtherPane "app.other-pane" [c('w')] "" "Other pane": "Goes to the other pane: list or detail."
        NextTab "app.next-tab" [TAB] "" "Next tab": "Goes to the next tab."
        PrevTab "app.prev-tab" [BACK_TAB] "" "Previous tab": "Goes to the tab before."
        TabCalendar "app.calendar" [c('1')] "" "Calendar": "Goes to the calendar."
        TabClients "app.clients" [c('2')] "" "Clients": "Goes to the clients."
        TabProjects "app.projects" [c('3')] "" "Projects": "Goes to the projects."
        TabInvoices "app.invoices" [c('4')] "" "Invoices": "Goes to the invoices."
        TabInventory "app.inventory" [c('5')] "" "Inventory": "Goes to the inventory."
        TabAudit "app.audit" [c('6')] "" "Audit": "Goes to the audit log."
        TabTasks "app.tasks" [c('7')] "" "Tasks": "Goes to the tasks of projects."
        TabPackages "app.packages" [c('8')] "" "Packages": "Goes to the packages."
        TabOutbox "app.outbox" [c('9')] "" "Outbox": "Goes to what was sent to clients."
        Branch "app.branch" [c('b')] "" "Choose the branch": "Chooses which branch everything shows."
    }
    Global / Lists {
        ScanSerial "app.scan" [f(8)] "" "Scan a serial number": "Types or scans a serial number and goes to the gear that has it, and to who has that."
        FindAnything "app.find" [ctrl('k')] "" "Search everything": "Finds clients, projects, invoices, gear and packages by name, phone, tag, number or serial, and goes there."
    }
    Global / Program {
        Undo "app.undo" [c('u')] "" "Undo": "Takes your last undoable act back."
        Redo "app.redo" [c('U')] "" "Redo": "Does again what you undid last."
        Drafts "app.drafts" [c('R')] "" "Resume a draft": "Shows the forms that were never saved, to go on with."
        Commands "app.commands" [c(':')] "commands" "Commands": "Finds every action by words."
    }
    Always / Invoices {
        CounterSale "app.sell" [f(9)] "" "Counter sale": "Sells at the counter, from anywhere: what, how it is paid, done; the receipt follows."
    }
    Always / Program {
        Help "app.help" [c('?'), f(1)] "help" "Help": "Shows every key, searchable."
        Back "app.back" [ESC] "" "Back": "Goes back: closes what is open, clears the search, asks before anything typed is lost."
        Redraw "app.redraw" [ctrl('l')] "" "Redraw": "Paints the whole screen again."
    }
    Global / Program {
        Quit "app.quit" [c('q')] "quit" "Quit": "Leaves StudioVault."
    }
    Global / Program {
        Suspend "app.suspend" [ctrl('z')] "" "Suspend": "Stops StudioVault until the shell continues it."
    }
    Always / Program {
        ForceQuit "app.force-quit" [ctrl('c')] "" "Quit at once": "Leaves at once, from anywhere; what was typed is kept as a draft."
    }
}

const fn same_text(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
}

const fn share_a_key(a: &[Key], b: &[Key]) -> bool {
    let mut i = 0;
    while i < a.len() {
        let mut j = 0;
        while j < b.len() {
            if a[i].same(b[j]) {
                return true;
            }
            j += 1;
        }
        i += 1;
    }
    false
}

/// The table is sound, or nothing compiles.
const _: () = {
    let mut i = 0;
    while i < ACTIONS.len() {
        let a = &ACTIONS[i];
        assert!(a.action as usize == i, "an action stands elsewhere in the table than in the enum");
        assert!(!a.title.is_empty() && !a.doc.is_empty(), "an action without words");
        let mut k = 0;
        while k < a.keys.len() {
            assert!(
                !(a.scope.takes_text() && a.keys[k].edits_line()),
                "a key that edits text cannot mean an action there"
            );
            k += 1;
        }
        let mut j = i + 1;
        while j < ACTIONS.len() {
            let b = &ACTIONS[j];
            assert!(!same_text(a.name, b.name), "two actions have the same name");
            assert!(
                !(share_a_key(a.keys, b.keys) && meet(a.scope, b.scope)),
                "two actions that are active together have the same default key"
            );
            j += 1;
        }
        i += 1;
    }
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back_to_their_actions() {
        for spec in ACTIONS {
            assert_eq!(Action::parse(spec.name), Some(spec.action));
            assert_eq!(spec.action.spec().name, spec.name);
            assert!(spec.doc.ends_with('.'), "{}", spec.name);
        }
        assert_eq!(Action::parse("clients.marry"), None);
    }

    #[test]
    fn every_scope_and_group_is_used() {
        for scope in Scope::ALL {
            assert!(STACKS.iter().any(|stack| stack.contains(&scope)), "{scope:?}");
            assert!(ACTIONS.iter().any(|spec| spec.scope == scope) || scope == Scope::Help, "{scope:?}");
        }
        for group in Group::ALL {
            assert!(ACTIONS.iter().any(|spec| spec.group == group), "{group:?}");
        }
    }

    #[test]
    fn scopes_meet_only_in_stacks() {
        assert!(meet(Scope::Clients, Scope::List));
        assert!(!meet(Scope::Form, Scope::Global));
        assert!(!meet(Scope::List, Scope::Detail));
    }
}
