" Dolmetsch for Vim with the plugin vim-lsp. Save as ~/.vim/plugin/dolmetsch.vim, in the place of dolmetsch.vim

augroup Dolmetsch
  autocmd!
  autocmd User lsp_setup call lsp#register_server({
    \ 'name': 'dolmetsch',
    \ 'cmd': {server_info -> ['dolmetsch']},
    \ 'allowlist': ['asciidoc', 'gitcommit', 'html', 'mail', 'markdown', 'rst', 'tex', 'text'],
    \ })
  autocmd User lsp_buffer_enabled call s:Attach()
augroup END

function! s:Attach() abort
  setlocal omnifunc=lsp#complete
  nmap <buffer> K <plug>(lsp-hover)
  nnoremap <buffer> gra :LspCodeAction<CR>
  xnoremap <buffer> gra :LspCodeAction<CR>
endfunction
