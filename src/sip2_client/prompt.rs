//! The line that a person edits: history of this conversation, completion, a hint of what comes.

use std::{borrow::Cow, io};

use reedline::{
    ColumnarMenu, DefaultCompleter, Emacs, Hinter, History, KeyCode, KeyModifiers,
    MenuBuilder as _, PromptEditMode, PromptHistorySearch, PromptHistorySearchStatus, Reedline,
    ReedlineEvent, ReedlineMenu, Signal, default_emacs_keybindings,
};

use super::entries::{ENTRIES, OTHERS};

const MENU: &str = "commands";

/// Where a person types.
pub(super) struct Prompt {
    editor: Reedline,
    server: String,
}

impl Prompt {
    /// History stays in memory: lines hold PINs.
    pub(super) fn new(server: &str) -> Self {
        let mut keys = default_emacs_keybindings();
        keys.add_binding(
            KeyModifiers::NONE,
            KeyCode::Tab,
            ReedlineEvent::UntilFound(vec![
                ReedlineEvent::Menu(MENU.into()),
                ReedlineEvent::MenuNext,
            ]),
        );
        let menu = ColumnarMenu::default().with_name(MENU);
        let editor = Reedline::create()
            .with_completer(Box::new(completer()))
            .with_menu(ReedlineMenu::EngineCompleter(Box::new(menu)))
            .with_hinter(Box::new(UsageHint::default()))
            .with_edit_mode(Box::new(Emacs::new(keys)));
        Self {
            editor,
            server: server.to_owned(),
        }
    }

    /// The next line; none when the person leaves.
    pub(super) fn line(&mut self) -> io::Result<Option<String>> {
        match self.editor.read_line(&Label(&self.server))? {
            Signal::Success(line) => Ok(Some(line)),
            Signal::CtrlC => Ok(Some(String::new())),
            _ => Ok(None),
        }
    }
}

fn completer() -> DefaultCompleter {
    let mut completer = DefaultCompleter::with_inclusions(&['-']).set_min_word_len(1);
    completer.insert(names());
    completer
}

fn names() -> Vec<String> {
    let entries = ENTRIES.iter().map(|entry| entry.name);
    entries
        .chain(OTHERS.map(|(name, ..)| name))
        .map(str::to_owned)
        .collect()
}

/// What is still to be typed after the name of a command.
#[derive(Default)]
struct UsageHint {
    hint: String,
}

impl Hinter for UsageHint {
    fn handle(
        &mut self,
        line: &str,
        _position: usize,
        _history: &dyn History,
        use_ansi_coloring: bool,
        _folder: &str,
    ) -> String {
        let entries = ENTRIES.iter().map(|entry| (entry.name, entry.usage));
        let mut all = entries.chain(OTHERS.map(|(name, usage, _)| (name, usage)));
        let usage = all
            .find(|(name, _)| *name == line.trim_end())
            .map_or("", |(_, usage)| usage);
        let blank = if line.ends_with(' ') { "" } else { " " };
        self.hint = String::new();
        match (usage, use_ansi_coloring) {
            ("", _) => String::new(),
            (usage, true) => format!("\u{1b}[2m{blank}{usage}\u{1b}[0m"),
            (usage, false) => format!("{blank}{usage}"),
        }
    }

    /// A usage is no text to take over.
    fn complete_hint(&self) -> String {
        self.hint.clone()
    }

    fn next_hint_token(&self) -> String {
        self.hint.clone()
    }
}

struct Label<'l>(&'l str);

impl reedline::Prompt for Label<'_> {
    fn render_prompt_left(&self) -> Cow<'_, str> {
        Cow::Owned(format!("sip2 {}", self.0))
    }

    fn render_prompt_right(&self) -> Cow<'_, str> {
        Cow::Borrowed("")
    }

    fn render_prompt_indicator(&self, _mode: PromptEditMode) -> Cow<'_, str> {
        Cow::Borrowed("> ")
    }

    fn render_prompt_multiline_indicator(&self) -> Cow<'_, str> {
        Cow::Borrowed("")
    }

    fn render_prompt_history_search_indicator(&self, search: PromptHistorySearch) -> Cow<'_, str> {
        let found = match search.status {
            PromptHistorySearchStatus::Passing => "",
            PromptHistorySearchStatus::Failing => "nothing found: ",
        };
        Cow::Owned(format!(" ({found}{}) ", search.term))
    }
}
