-- Dolmetsch for Neovim 0.11 and newer. Save as ~/.config/nvim/lsp/dolmetsch.lua and add to init.lua:
--   vim.lsp.enable("dolmetsch")

return {
  cmd = { "dolmetsch" },
  filetypes = { "asciidoc", "gitcommit", "html", "mail", "markdown", "rst", "tex", "text" },
  root_markers = { ".git" },
}
