-- Dolmetsch for Neovim 0.11 and newer. Save as ~/.config/nvim/lsp/dolmetsch.lua and add to init.lua:
--   vim.lsp.enable("dolmetsch")

return {
  cmd = { "dolmetsch" },
  filetypes = { "text", "markdown", "rst", "tex", "mail", "gitcommit" },
  root_markers = { ".git" },
}
