//! Starts `dolmetsch` for German text in Zed, and hands it the settings below `lsp.dolmetsch`.

use zed_extension_api::settings::LspSettings;
use zed_extension_api::{self as zed, serde_json, Command, LanguageServerId, Result, Worktree};

struct Dolmetsch;

impl zed::Extension for Dolmetsch {
    fn new() -> Self {
        Dolmetsch
    }

    /// The command in the settings, else `dolmetsch` on the path.
    fn language_server_command(
        &mut self,
        server: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Command> {
        let binary = LspSettings::for_worktree(server.as_ref(), worktree)?.binary;
        let (path, arguments) = match binary {
            Some(binary) => (binary.path, binary.arguments.unwrap_or_default()),
            None => (None, Vec::new()),
        };
        let command = path.or_else(|| worktree.which("dolmetsch")).ok_or(
            "There is no dolmetsch on the path. Install it, or put its full path into \
             lsp.dolmetsch.binary.path in the settings.",
        )?;
        Ok(Command {
            command,
            args: arguments,
            env: worktree.shell_env(),
        })
    }

    fn language_server_initialization_options(
        &mut self,
        server: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Option<serde_json::Value>> {
        Ok(LspSettings::for_worktree(server.as_ref(), worktree)?.initialization_options)
    }

    /// The server asks for the section `dolmetsch`.
    fn language_server_workspace_configuration(
        &mut self,
        server: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Option<serde_json::Value>> {
        let settings = LspSettings::for_worktree(server.as_ref(), worktree)?.settings;
        Ok(settings.map(|settings| serde_json::json!({ "dolmetsch": settings })))
    }
}

zed::register_extension!(Dolmetsch);
