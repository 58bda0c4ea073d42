-- Dolmetsch for Neovim 0.7 to 0.10. Save as ~/.config/nvim/plugin/dolmetsch.lua

local client

local function attach(event)
  client = client or vim.lsp.start_client({
    name = "dolmetsch",
    cmd = { "dolmetsch" },
    root_dir = vim.fn.getcwd(),
    on_exit = function()
      client = nil
    end,
  })
  if not client then
    return -- Neovim has said why
  end
  vim.lsp.buf_attach_client(event.buf, client)
  vim.bo[event.buf].omnifunc = "v:lua.vim.lsp.omnifunc"
  vim.keymap.set("n", "K", vim.lsp.buf.hover, { buffer = event.buf })
  vim.keymap.set("n", "gra", vim.lsp.buf.code_action, { buffer = event.buf })
  -- 0.7 has a function of its own for the selection
  vim.keymap.set("x", "gra", vim.lsp.buf.range_code_action or vim.lsp.buf.code_action, { buffer = event.buf })
end

vim.api.nvim_create_autocmd("FileType", {
  pattern = { "text", "markdown", "rst", "tex", "html", "asciidoc", "mail", "gitcommit" },
  callback = attach,
})
